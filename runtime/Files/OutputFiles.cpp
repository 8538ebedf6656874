//===- OutputFiles.cpp - What a command writes must be nothing it needs ---===//

#include "runtime/Files/OutputFiles.h"
#include "runtime/Error.h"
#include "runtime/Files/AtomicFile.h"

#include <filesystem>

namespace anabranch::runtime {

namespace fs = std::filesystem;

/// Whether both paths lead to one file, or will when it is written.
static bool isSameFile(const fs::path &left, const fs::path &right) {
  std::error_code ignored;
  if (fs::exists(left, ignored) || fs::exists(right, ignored))
    return fs::equivalent(left, right, ignored);
  auto directory = [](const fs::path &path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
  };
  return left.filename() == right.filename() &&
         fs::equivalent(directory(left), directory(right), ignored);
}

void checkOutputs(const std::vector<NamedFile> &outputs,
                  const std::vector<NamedFile> &inputs) {
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    if (output->path.empty())
      continue;
    std::vector<NamedFile> others = inputs;
    others.insert(others.end(), output + 1, outputs.end());
    for (const NamedFile &other : others)
      if (!other.path.empty() && isSameFile(output->path, other.path))
        throw Error(output->path, "is also " + other.name,
                    "name another output file");
    if (isSameFile(output->path, "/proc/self/exe"))
      throw Error(output->path, "is the program itself",
                  "name another output file");
    checkWritable(output->path);
  }
}

} // namespace anabranch::runtime
