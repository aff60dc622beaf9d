# Warnings and hardening of every target; sanitizers when asked for. pytk_flags is what users of an installed library
# get (the headers), pytk_build_flags what compiles pytk itself.
include(GNUInstallDirs)
add_library(pytk_build_flags INTERFACE)
add_library(pytk_flags INTERFACE)
target_include_directories(pytk_flags INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include>
                           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(pytk_flags INTERFACE cxx_std_20)
target_link_libraries(pytk_flags INTERFACE $<BUILD_INTERFACE:pytk_build_flags>)
target_compile_options(pytk_build_flags INTERFACE
  -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wformat=2 -Wimplicit-fallthrough
  -fvisibility=hidden -ffp-contract=off
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # -Wnull-dereference is only meaningful, and only quiet, with the optimiser on.
  target_compile_options(pytk_build_flags INTERFACE $<$<CONFIG:Release>:-Wnull-dereference>)
  # g++ 12 sees overlaps in std::string's operator+ that are not there (GCC bug 105651).
  target_compile_options(pytk_build_flags INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 17)
  # Calls of consteval functions in variable templates are errors there (LLVM bug 54612); constexpr gives the same tables.
  target_compile_options(pytk_build_flags INTERFACE -Dconsteval=constexpr -Wno-keyword-macro)
endif()
if(PYTK_WERROR)
  target_compile_options(pytk_build_flags INTERFACE -Werror)
endif()

if(PYTK_SANITIZE)
  target_compile_options(pytk_build_flags INTERFACE -fsanitize=${PYTK_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  # Compilers leave --as-needed out with sanitizers; every exception walks through all libraries that are loaded.
  target_link_options(pytk_build_flags INTERFACE -fsanitize=${PYTK_SANITIZE} -Wl,--as-needed)
  if(PYTK_SANITIZE MATCHES undefined AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # With these g++ 12 does not take the address of a function for a constant (GCC bug 71962), and the protocol tables
    # are constants. AddressSanitizer sees null pointers anyway.
    target_compile_options(pytk_build_flags INTERFACE
                           -fno-sanitize=null,nonnull-attribute,returns-nonnull-attribute)
  endif()
else()
  target_compile_options(pytk_build_flags INTERFACE
    -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    $<$<AND:$<CONFIG:Release>,$<NOT:$<BOOL:$<TARGET_PROPERTY:PYTK_QUICK_TO_COMPILE>>>>:-U_FORTIFY_SOURCE
      -D_FORTIFY_SOURCE=3>)
  # clang has it without a further word of consent from version 16 on.
  include(CheckCXXCompilerFlag)
  check_cxx_compiler_flag(-ftrivial-auto-var-init=zero PYTK_ZEROED_VARIABLES)
  if(PYTK_ZEROED_VARIABLES)
    target_compile_options(pytk_build_flags INTERFACE -ftrivial-auto-var-init=zero)
  endif()
  target_compile_definitions(pytk_build_flags INTERFACE _GLIBCXX_ASSERTIONS)
  target_link_options(pytk_build_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code
                      -Wl,--as-needed)
  # The tables of a program of this size need ten thousand relocations; packed they are a fiftieth, and quicker.
  include(CheckLinkerFlag)
  check_linker_flag(CXX -Wl,-z,pack-relative-relocs PYTK_PACKED_RELOCATIONS)
  if(PYTK_PACKED_RELOCATIONS)
    target_link_options(pytk_build_flags INTERFACE -Wl,-z,pack-relative-relocs)
  endif()
endif()
