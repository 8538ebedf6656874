//===- AtomicFile.cpp - Output files that are whole or absent -------------===//

#include "runtime/AtomicFile.h"
#include "runtime/Error.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace anabranch::runtime {

/// The file that `path` names at last, or `path` if there is none yet.
static std::string resolveLinks(const std::string &path) {
  std::unique_ptr<char, decltype(&std::free)> resolved(
      realpath(path.c_str(), nullptr), &std::free);
  return resolved ? resolved.get() : path;
}

static std::string directoryOf(const std::string &path) {
  size_t slash = path.rfind('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

AtomicFile::AtomicFile(const std::string &path)
    : path(path), target(resolveLinks(path)) {
  struct stat status;
  // Renaming over a device would replace the device.
  if (stat(target.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    throw Error(path, "is not a regular file", "name another output file");
  std::string directory = directoryOf(target);
  std::string name = target.substr(target.rfind('/') + 1);
  if (name.empty())
    throw Error(path, "is not a file name", "name another output file");
  temporary = directory + "/." + name + "." + std::to_string(getpid()) + ".tmp";
  descriptor =
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    int reason = errno;
    temporary.clear();
    errno = reason;
    fail("create");
  }
}

AtomicFile::~AtomicFile() {
  if (descriptor >= 0)
    close(descriptor);
  if (!temporary.empty())
    unlink(temporary.c_str());
}

void AtomicFile::fail(const char *action) const {
  int reason = errno;
  bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
  throw Error(path,
              std::string("cannot ") + action + " the file (" +
                  std::strerror(reason) + ")",
              full ? "free some space or choose another disk"
                   : "choose a directory that exists and can be written");
}

void AtomicFile::write(const void *data, int64_t bytes) {
  const char *rest = static_cast<const char *>(data);
  while (bytes > 0) {
    ssize_t written =
        ::write(descriptor, rest, std::min<int64_t>(bytes, 1 << 30));
    if (written < 0) {
      if (errno == EINTR)
        continue;
      fail("write");
    }
    rest += written;
    bytes -= written;
  }
}

void AtomicFile::commit() {
  if (fsync(descriptor) != 0)
    fail("write");
  int toClose = descriptor;
  descriptor = -1;
  if (close(toClose) != 0)
    fail("write");
  if (rename(temporary.c_str(), target.c_str()) != 0)
    fail("put in place");
  temporary.clear();
  // The new name is only safe when its directory is. Some file systems cannot
  // sync a directory; the file itself is whole then too.
  int directory =
      open(directoryOf(target).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    fsync(directory);
    close(directory);
  }
}

void checkWritable(const std::string &path) { AtomicFile probe(path); }

} // namespace anabranch::runtime
