//===- Archive.h - Members of a .keras archive ----------------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_ARCHIVE_H
#define ANABRANCH_COMPILER_IMPORT_ARCHIVE_H

#include "compiler/Import/JsonReader.h"

#include <string>
#include <vector>

namespace anabranch::import {

/// What is read of a `.keras` archive, a zip file.
struct Archive {
  std::string config;        ///< config.json
  std::vector<char> weights; ///< model.weights.h5; empty if there is none
};

/// Reads an archive, or reports what is wrong with it.
llvm::FailureOr<Archive> readArchive(Reporter &reporter, llvm::StringRef path);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_ARCHIVE_H
