# Debian 12 packages only; ARCHITECTURE.md gives the reason for each.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(date REQUIRED)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(simdjson REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(GMIME REQUIRED IMPORTED_TARGET gmime-3.0)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)

# RocksDB linked statically: its shared library pays for thread-local access, about 10 % of the writer.
find_library(ROCKSDB_STATIC librocksdb.a REQUIRED)
pkg_check_modules(SNAPPY REQUIRED IMPORTED_TARGET snappy)
add_library(assent_rocksdb INTERFACE)
target_link_libraries(assent_rocksdb INTERFACE ${ROCKSDB_STATIC} PkgConfig::SNAPPY z bz2 lz4 zstd dl Threads::Threads)

add_library(assent_asio INTERFACE)
target_compile_definitions(assent_asio INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)
target_link_libraries(assent_asio INTERFACE Boost::headers Threads::Threads)
