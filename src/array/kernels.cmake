# The kernels for processors with AVX2 and FMA, beside those that run everywhere. A template or inline function that is
# compiled for the newer processor must never be the one that the rest of the program is linked to, so the objects are
# joined into one in which every name but the entry points is local (docs/decisions/0080).
set_source_files_properties(${kernels} PROPERTIES SKIP_PRECOMPILE_HEADERS ON
  INCLUDE_DIRECTORIES ${CMAKE_CURRENT_SOURCE_DIR}
  COMPILE_OPTIONS "-Wno-psabi;$<$<CXX_COMPILER_ID:GNU>:-fcx-limited-range>;$<$<CONFIG:Release>:-O3;-ftrivial-auto-var-init=uninitialized>")
# Signs and the order of results hang on the last bits of iterations: those round as LAPACK's do, each operation once.
# GCC 12 fuses complex products even with -ffp-contract=off, some or others as the code around them changes.
set(rounded linear_balance.cpp linear_bidiagonal.cpp linear_eig.cpp linear_eigh.cpp linear_householder.cpp linear_kernels.cpp
    linear_rotations.cpp linear_schur.cpp linear_svd.cpp)
set_property(SOURCE ${rounded} APPEND PROPERTY COMPILE_OPTIONS -ffp-contract=off)
# Sealing needs the GNU linker; sanitizers watch the kernels that run everywhere.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT PYTK_SANITIZE
   AND CMAKE_OBJCOPY AND CMAKE_LINKER)
  set_property(SOURCE ${rounded} APPEND PROPERTY COMPILE_OPTIONS -mno-fma)
  add_library(pytk_array_v3 OBJECT ${kernels})
  target_link_libraries(pytk_array_v3 PRIVATE pytk_flags)
  target_include_directories(pytk_array_v3 PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_compile_definitions(pytk_array_v3 PRIVATE PYTK_KERNELS_V3)
  target_compile_options(pytk_array_v3 PRIVATE -march=x86-64-v3 -ffp-contract=fast
                         $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)  # unique symbols cannot be made local
  set(joined ${CMAKE_CURRENT_BINARY_DIR}/kernels_v3.o)
  add_custom_command(OUTPUT ${joined}
    COMMAND ${CMAKE_LINKER} -r --force-group-allocation -o ${joined}.all $<TARGET_OBJECTS:pytk_array_v3>
    COMMAND ${CMAKE_OBJCOPY} --keep-global-symbol=pytk_array_linear_v3 --keep-global-symbol=pytk_array_symmetric_v3
            --keep-global-symbol=pytk_array_singular_v3 --keep-global-symbol=pytk_array_general_v3
            --keep-global-symbol=pytk_array_fourier_v3 ${joined}.all ${joined}
    DEPENDS pytk_array_v3 $<TARGET_OBJECTS:pytk_array_v3>
    COMMENT "kernels for x86-64-v3" COMMAND_EXPAND_LISTS VERBATIM)
  set_source_files_properties(${joined} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  target_sources(pytk_array PRIVATE ${joined})
  set_source_files_properties(linear_choice.cpp fourier.cpp PROPERTIES COMPILE_DEFINITIONS PYTK_HAVE_V3)
endif()
