//===- OutputFiles.h - What a command writes must be nothing it needs -----===//

#ifndef ANABRANCH_RUNTIME_FILES_OUTPUTFILES_H
#define ANABRANCH_RUNTIME_FILES_OUTPUTFILES_H

#include <string>
#include <vector>

namespace anabranch::runtime {

/// A file that the user named, and where: "--data", "an input".
struct NamedFile {
  std::string name;
  std::string path; ///< empty if the user named none
};

/// Checks before a run that its outputs can be written, and that none of them
/// is one of its inputs, another of its outputs or the program itself, by
/// whatever links or spellings.
///
/// \throws Error if not
void checkOutputs(const std::vector<NamedFile> &outputs,
                  const std::vector<NamedFile> &inputs);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_FILES_OUTPUTFILES_H
