//===- ModelFile.h - The files that Keras saves models in -----------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_FILES_MODELFILE_H
#define ANABRANCH_COMPILER_IMPORT_FILES_MODELFILE_H

#include "compiler/Import/Files/JsonReader.h"

#include <string>
#include <vector>

namespace anabranch::import {

/// What a file says of a model.
struct ModelFile {
  std::string config;        ///< the model's JSON
  std::string training;      ///< a legacy file's JSON of compile(); or empty
  std::string kerasVersion;  ///< "2.15.0"; empty if the file does not say
  std::vector<char> weights; ///< an HDF5 file; empty if there are none
};

/// Reads a model of any format, which its first bytes tell, or reports what is
/// wrong with it.
llvm::FailureOr<ModelFile> readModelFile(Reporter &reporter,
                                         llvm::StringRef path);

/// Whether a file that begins so is an archive, whatever its name ends with.
inline bool isArchive(llvm::StringRef bytes) { return bytes.starts_with("PK"); }

/// Reads a `.keras` archive, a zip file.
llvm::FailureOr<ModelFile> readArchive(Reporter &reporter,
                                       llvm::StringRef path);

/// Reads a file of weights alone, or those of an archive.
llvm::FailureOr<std::vector<char>> readWeightsFile(Reporter &reporter,
                                                   llvm::StringRef path);

/// The member "keras_version"; empty if there is none.
std::string findKerasVersion(const Json &value);

/// What a legacy file says of compile(), as archives say it ("compile_config").
llvm::FailureOr<Json> readTrainingConfig(Reporter &reporter,
                                         llvm::StringRef text);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_FILES_MODELFILE_H
