# Warnings and hardening of every target; sanitizers when asked for.
add_library(pytk_flags INTERFACE)
target_include_directories(pytk_flags INTERFACE ${CMAKE_SOURCE_DIR}/include)
target_compile_options(pytk_flags INTERFACE
  -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wformat=2 -Wimplicit-fallthrough
  -fvisibility=hidden -ffp-contract=off
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # -Wnull-dereference is only meaningful, and only quiet, with the optimiser on.
  target_compile_options(pytk_flags INTERFACE $<$<CONFIG:Release>:-Wnull-dereference>)
endif()
if(PYTK_WERROR)
  target_compile_options(pytk_flags INTERFACE -Werror)
endif()

if(PYTK_SANITIZE)
  target_compile_options(pytk_flags INTERFACE -fsanitize=${PYTK_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(pytk_flags INTERFACE -fsanitize=${PYTK_SANITIZE})
else()
  target_compile_options(pytk_flags INTERFACE
    -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -ftrivial-auto-var-init=zero
    $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
  target_compile_definitions(pytk_flags INTERFACE _GLIBCXX_ASSERTIONS)
  target_link_options(pytk_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code -Wl,--as-needed)
endif()
