# What is installed, and the Debian package. Two components: the program with its pages and its private DuckDB, and
# the libraries with their headers (find_package(pytk COMPONENTS crypt), then pytk::crypt).
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME program)
install(TARGETS pytk RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)

# Pages and completions come from the program itself, so they never fall behind it.
set(pages ${CMAKE_BINARY_DIR}/share)
set(commands ${PYTK_COMMANDS} completion doctor help man)
add_custom_command(OUTPUT ${pages}/made
  COMMAND ${CMAKE_COMMAND} -E env HOME=/nonexistent bash ${CMAKE_SOURCE_DIR}/cmake/pages.sh $<TARGET_FILE:pytk> ${pages}
          ${commands}
  COMMAND ${CMAKE_COMMAND} -E touch ${pages}/made
  DEPENDS pytk ${CMAKE_SOURCE_DIR}/cmake/pages.sh COMMENT "manual pages and completions" VERBATIM)
add_custom_target(pytk_pages ALL DEPENDS ${pages}/made)
install(DIRECTORY ${pages}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT program)
install(FILES ${pages}/pytk.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME pytk
        COMPONENT program)
install(FILES ${pages}/_pytk DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT program)
install(FILES ${pages}/pytk.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)

install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs COMPONENT program FILES_MATCHING PATTERN "*.md"
        PATTERN "*.png" PATTERN "*.svg")
install(DIRECTORY examples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples COMPONENT program
        PATTERN "first-minute.sh" EXCLUDE)
install(FILES ${CMAKE_SOURCE_DIR}/cmake/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
if(EXISTS ${PYTK_DUCKDB_DIR}/libduckdb.so)
  install(FILES ${PYTK_DUCKDB_DIR}/libduckdb.so DESTINATION ${CMAKE_INSTALL_LIBDIR}/pytk COMPONENT program)
endif()

# The libraries: everything but the command line.
get_property(libraries GLOBAL PROPERTY PYTK_MODULES)
list(REMOVE_ITEM libraries pytk_cli)
set(exported pytk_flags pytk_lazy ${libraries})
foreach(name crypto ssl curl pq xml2 ssh crypt duckdb)
  list(APPEND exported pytk_lazy_${name}_headers)
endforeach()
foreach(target IN LISTS exported)
  string(REGEX REPLACE "^pytk_" "" short ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${short})
endforeach()
install(TARGETS ${exported} EXPORT pytk ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/pytk COMPONENT development)
install(DIRECTORY include/pytk DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
        PATTERN "cli" EXCLUDE PATTERN "cmd" EXCLUDE)
install(EXPORT pytk NAMESPACE pytk:: FILE pytkTargets.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/pytk
        COMPONENT development)
include(CMakePackageConfigHelpers)
configure_package_config_file(cmake/pytkConfig.cmake.in ${CMAKE_BINARY_DIR}/pytkConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/pytk)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/pytkConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/pytkConfig.cmake ${CMAKE_BINARY_DIR}/pytkConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/pytk COMPONENT development)

# dpkg-shlibdeps sees what is linked; what is loaded on first use comes from the same list as the trampolines.
set(lazy_packages "")
foreach(name crypto ssl curl pq xml2 ssh crypt)
  get_property(kind GLOBAL PROPERTY PYTK_LAZY_KIND_${name})
  get_property(package GLOBAL PROPERTY PYTK_LAZY_PACKAGE_${name})
  if(kind STREQUAL "lazy")
    list(APPEND lazy_packages ${package})
  endif()
endforeach()
list(REMOVE_DUPLICATES lazy_packages)
list(JOIN lazy_packages ", " lazy_packages)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME pytk)
set(CPACK_PACKAGE_VENDOR "pytk")
set(CPACK_PACKAGE_CONTACT "The pytk authors <pytk@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME pytk)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME pytk-dev)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "${lazy_packages}")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libfmt-dev, libexpected-dev")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
"fake data, arrays, pictures, plots, port scans, tables, scraping, cryptography,
 echo servers and packet capture: ten commands made to be piped into each other.")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "static libraries and headers of pytk's commands.")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_STRIP_FILES ON)
include(CPack)
