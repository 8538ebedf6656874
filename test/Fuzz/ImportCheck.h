//===- ImportCheck.h - What holds for every import ------------------------===//

#ifndef ANABRANCH_TEST_FUZZ_IMPORTCHECK_H
#define ANABRANCH_TEST_FUZZ_IMPORTCHECK_H

#include <string>

namespace anabranch::fuzz {

/// Imports a file, and ends the run unless that gives a module that verifies
/// and no error, or no module and one error, on one line, that names the file.
void checkImport(const std::string &path);

} // namespace anabranch::fuzz

#endif // ANABRANCH_TEST_FUZZ_IMPORTCHECK_H
