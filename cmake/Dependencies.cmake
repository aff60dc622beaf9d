# Finds what Debian's packages give; the list of packages is cmake/packages.txt.
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
# Its archive: each shared library costs every start.
set(ZLIB_USE_STATIC_LIBS ON)
find_package(ZLIB REQUIRED)
if(PYTK_TESTS)
  find_package(GTest REQUIRED)
endif()
# Where bootstrap.sh unpacked the pinned DuckDB: duckdb.h and libduckdb.so. Empty: the engine's verbs need it at run time.
set(PYTK_DUCKDB_DIR "${CMAKE_SOURCE_DIR}/build/duckdb" CACHE PATH "folder with duckdb.h and libduckdb.so")
