//===- AtomicFile.cpp - Output files that are whole or absent -------------===//

#include "runtime/Files/AtomicFile.h"
#include "runtime/Error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace anabranch::runtime {

std::filesystem::path resolveLinks(std::filesystem::path path) {
  constexpr int mostLinks = 40; // Linux follows no more either
  for (int i = 0; i < mostLinks; ++i) {
    std::error_code error;
    std::filesystem::path next = std::filesystem::read_symlink(path, error);
    if (error)
      break;
    path = path.parent_path() / next;
  }
  return path;
}

static std::string directoryOf(const std::string &path) {
  size_t slash = path.rfind('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Delegates so that the destructor runs if the rest fails.
AtomicFile::AtomicFile(const std::string &path)
    : AtomicFile(path, resolveLinks(path)) {
  struct stat old;
  bool isReplaced = stat(path.c_str(), &old) == 0;
  if (!isReplaced && errno != ENOENT) // among others, links that go in circles
    fail("create", errno);
  // Renaming over a device would replace the device.
  if (isReplaced && !S_ISREG(old.st_mode))
    throw Error(path, "is not a regular file", "name another output file");
  std::string name = target.substr(target.rfind('/') + 1);
  if (name.empty())
    throw Error(path, "is not a file name", "name another output file");
  temporary = directoryOf(target) + "/." + name + ".tmp";
  lockTemporary();
  if (ftruncate(descriptor, 0) != 0 ||
      (isReplaced && fchmod(descriptor, old.st_mode & 07777) != 0))
    fail("create", errno);
}

AtomicFile::AtomicFile(const std::string &path, std::string target)
    : path(path), target(std::move(target)) {}

AtomicFile::~AtomicFile() {
  // In this order: without the lock the file may be another process's.
  if (isOurs)
    unlink(temporary.c_str());
  if (descriptor >= 0)
    close(descriptor);
}

/// Opens and locks the temporary file, be it new or left by a killed run. Until
/// it is known to be ours it stays as it is: another process may be writing it,
/// or somebody may have made it a link to a file that we have no business with.
void AtomicFile::lockTemporary() {
  struct stat opened, named;
  do {
    if (descriptor >= 0)
      close(descriptor);
    descriptor =
        open(temporary.c_str(),
             O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    int reason = errno;
    bool isTaken = descriptor < 0
                       ? lstat(temporary.c_str(), &named) == 0
                       : fstat(descriptor, &opened) != 0 ||
                             !S_ISREG(opened.st_mode) || opened.st_nlink > 1;
    if (isTaken)
      throw Error(temporary, "is in the way of the new file", "remove it");
    if (descriptor < 0)
      fail("create", reason);
    // Not all file systems have locks; those that do not can still be used.
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
      throw Error(path, "is being written by another process",
                  "wait for it or name another output file");
    // Whoever had the lock before may have put the file in its place or removed
    // it since it was opened.
  } while (lstat(temporary.c_str(), &named) != 0 ||
           named.st_ino != opened.st_ino || named.st_dev != opened.st_dev);
  isOurs = true;
}

void AtomicFile::fail(const char *action, int reason) const {
  const char *remedy = "choose a directory that exists and can be written";
  if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG)
    remedy = "free some space or choose another disk";
  if (reason == ENAMETOOLONG) // of the temporary file, which is a little longer
    remedy = "choose a shorter name";
  throw Error(path,
              std::string("cannot ") + action + " the file (" +
                  std::strerror(reason) + ")",
              remedy);
}

void AtomicFile::write(const void *data, int64_t bytes) {
  const char *rest = static_cast<const char *>(data);
  while (bytes > 0) {
    ssize_t written =
        ::write(descriptor, rest, std::min<int64_t>(bytes, 1 << 30));
    if (written < 0) {
      if (errno == EINTR)
        continue;
      fail("write", errno);
    }
    rest += written;
    bytes -= written;
  }
}

void AtomicFile::commit() {
  if (fsync(descriptor) != 0)
    fail("write", errno);
  if (rename(temporary.c_str(), target.c_str()) != 0)
    fail("put in place", errno);
  isOurs = false;
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
