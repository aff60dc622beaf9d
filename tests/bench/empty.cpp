// The least a C++ program can be: what start-up is compared with.
#include <string>

int main(int argc, char** argv) { return std::string(argv[argc - 1]).empty() ? 1 : 0; }
