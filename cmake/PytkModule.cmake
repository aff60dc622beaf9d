# Takes files that are not there out of a list: a warning while people work, an error where warnings are errors.
macro(pytk_present list)
  foreach(file IN LISTS ${list})
    if(NOT EXISTS ${file} AND NOT file MATCHES "generated|\\$<")
      if(PYTK_WERROR)
        message(FATAL_ERROR "${file} is in a list and not in the tree")
      endif()
      message(WARNING "not there yet: ${file}")
      list(REMOVE_ITEM ${list} ${file})
    endif()
  endforeach()
endmacro()

# Headers that most files read, parsed once: a third of a clean build. Whoever builds the same files again and again sets
# CMAKE_CXX_COMPILER_LAUNCHER=ccache, which cannot keep precompiled headers, and does without. A file with compile options
# of its own is marked SKIP_PRECOMPILE_HEADERS: compilers refuse what was parsed with others.
set(pytk_common_headers <algorithm> <array> <atomic> <charconv> <chrono> <cmath> <cstdint> <cstring> <functional> <map>
    <memory> <mutex> <numeric> <optional> <span> <sstream> <string> <string_view> <thread> <utility> <variant> <vector>
    <fmt/format.h> <tl/expected.hpp>)
# What every start runs is compiled to one section a function, which cmake/start.ld lays side by side.
set(pytk_start_modules cli core fake io net record)
set(pytk_start_options $<$<CONFIG:Release>:-ffunction-sections>)
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/headers.cpp CONTENT "")
  foreach(headers pytk_headers pytk_start_headers)
    add_library(${headers} OBJECT ${CMAKE_BINARY_DIR}/generated/headers.cpp)
    target_link_libraries(${headers} PRIVATE pytk_flags fmt::fmt)
    target_precompile_headers(${headers} PRIVATE ${pytk_common_headers})
  endforeach()
  target_compile_options(pytk_start_headers PRIVATE ${pytk_start_options})
endif()

# pytk_module(NAME SOURCES a.cpp .. [LINK targets ..] [LAZY names ..] [TESTS a_test.cpp ..] [FUZZ targets ..]
#             [COMMAND front_end.cpp ..])
# The one way to declare a module: a static library pytk_NAME from src/NAME, one GoogleTest program from
# tests/unit/NAME, libFuzzer programs from tests/fuzz, and the front end's files from src/cmd.
function(pytk_module name)
  cmake_parse_arguments(M "" "" "SOURCES;LINK;LAZY;TESTS;FUZZ;COMMAND" ${ARGN})
  list(TRANSFORM M_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/src/${name}/)
  pytk_present(M_SOURCES)
  add_library(pytk_${name} STATIC ${M_SOURCES})
  target_link_libraries(pytk_${name} PUBLIC pytk_flags fmt::fmt ${M_LINK})
  target_include_directories(pytk_${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  set(headers pytk_headers)
  if(name IN_LIST pytk_start_modules)
    set(headers pytk_start_headers)
    target_compile_options(pytk_${name} PRIVATE ${pytk_start_options})
  endif()
  if(TARGET ${headers})
    target_precompile_headers(pytk_${name} REUSE_FROM ${headers})
  endif()
  foreach(lazy IN LISTS M_LAZY)
    set_property(GLOBAL APPEND PROPERTY PYTK_LAZY_USERS_${lazy} pytk_${name})
    target_link_libraries(pytk_${name} PRIVATE pytk_lazy_${lazy}_headers)
  endforeach()
  set_property(GLOBAL APPEND PROPERTY PYTK_MODULES pytk_${name})
  if(M_COMMAND)
    list(TRANSFORM M_COMMAND PREPEND ${CMAKE_SOURCE_DIR}/src/cmd/)
    pytk_present(M_COMMAND)
    set_property(GLOBAL APPEND PROPERTY PYTK_COMMAND_SOURCES ${M_COMMAND})
    set_property(GLOBAL APPEND PROPERTY PYTK_COMMAND_MODULES pytk_${name})
  endif()
  if(M_TESTS AND PYTK_TESTS)
    list(TRANSFORM M_TESTS PREPEND ${CMAKE_SOURCE_DIR}/tests/unit/${name}/)
    pytk_present(M_TESTS)
    if(M_TESTS)
      set_property(GLOBAL PROPERTY PYTK_TESTS_${name} ${M_TESTS})
      set_property(GLOBAL APPEND PROPERTY PYTK_TESTED ${name})
    endif()
  endif()
  foreach(target IN LISTS M_FUZZ)
    set_property(GLOBAL APPEND PROPERTY PYTK_FUZZ_TARGETS ${target}:${name})
  endforeach()
endfunction()

# pytk_program(NAME SOURCES a.cpp .. LINK targets ..): a program with the trampolines of the lazy libraries.
function(pytk_program name)
  cmake_parse_arguments(P "" "" "SOURCES;LINK" ${ARGN})
  pytk_present(P_SOURCES)
  add_executable(${name} ${P_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} PRIVATE ${P_LINK} pytk_lazy)
  # All beside each other: a build's private libraries are found from there.
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endfunction()

# pytk_quick_to_compile(TARGET): what a test tests is optimised, the test itself need not be; and GoogleMock's templates
# are made once for several files. Both together are three quarters of a test's compile time.
function(pytk_quick_to_compile target)
  if(NOT PYTK_SANITIZE)
    set_target_properties(${target} PROPERTIES PYTK_QUICK_TO_COMPILE ON UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0>)
  endif()
endfunction()
