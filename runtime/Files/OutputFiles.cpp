//===- OutputFiles.cpp - What a command writes must be nothing it needs ---===//

#include "runtime/Files/OutputFiles.h"
#include "runtime/Error.h"
#include "runtime/Files/AtomicFile.h"

#include <filesystem>
#include <sys/stat.h>

namespace anabranch::runtime {

namespace fs = std::filesystem;

namespace {

/// What tells a file from others. Each file is asked for it once, since there
/// may be very many, such as all pictures of a data set.
struct Identity {
  explicit Identity(const NamedFile &file) : path(resolveLinks(file.path)) {
    struct stat status;
    exists = stat(file.path.c_str(), &status) == 0;
    if (exists) {
      device = status.st_dev;
      number = status.st_ino;
    }
  }

  fs::path path; ///< with links resolved, even one to a file that is not there
  bool exists;
  dev_t device = 0;
  ino_t number = 0; ///< within the device
};

} // namespace

/// Whether both paths lead to one file, or will when it is written.
static bool isSameFile(const Identity &left, const Identity &right) {
  if (left.exists || right.exists)
    return left.exists && right.exists && left.device == right.device &&
           left.number == right.number;
  auto directory = [](const fs::path &path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
  };
  std::error_code ignored;
  return left.path.filename() == right.path.filename() &&
         fs::equivalent(directory(left.path), directory(right.path), ignored);
}

void checkOutputs(const std::vector<NamedFile> &outputs,
                  const std::vector<NamedFile> &inputs) {
  std::vector<NamedFile> files = inputs;
  files.insert(files.end(), outputs.begin(), outputs.end());
  std::vector<Identity> identities(files.begin(), files.end());
  Identity program({"the program", "/proc/self/exe"});
  for (size_t output = inputs.size(); output < files.size(); ++output) {
    const std::string &path = files[output].path;
    if (path.empty())
      continue;
    for (size_t other = 0; other < files.size(); ++other) {
      // An output has been compared with those before it.
      bool isDone = other >= inputs.size() && other <= output;
      if (!isDone && !files[other].path.empty() &&
          isSameFile(identities[output], identities[other]))
        throw Error(path, "is also " + files[other].name,
                    "name another output file");
    }
    if (isSameFile(identities[output], program))
      throw Error(path, "is the program itself", "name another output file");
    checkWritable(path);
  }
}

} // namespace anabranch::runtime
