//===- ModelText.h - Parsing a model's JSON -------------------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_FILES_MODELTEXT_H
#define ANABRANCH_COMPILER_IMPORT_FILES_MODELTEXT_H

#include "compiler/Import/Files/JsonReader.h"

namespace anabranch::import {

/// A parsed model and where its layers stand in the text.
struct ModelText {
  Json value;
  /// Line and column of each entry of `config.layers`.
  std::vector<std::pair<unsigned, unsigned>> layerPositions;
  bool isKeras2 = false; ///< whether that has written it
};

/// Parses JSON that is not shown to the user: discarded (Json::is_discarded) if
/// it is none, or nested too deep for a recursive walk.
Json parseJson(llvm::StringRef text);

/// Parses a model's JSON, or reports where it is none.
llvm::FailureOr<ModelText> parseModel(Reporter &reporter, llvm::StringRef text);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_FILES_MODELTEXT_H
