//===- InputFile.cpp - Reading files --------------------------------------===//

#include "runtime/Files/InputFile.h"
#include "runtime/Error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace anabranch::runtime {

InputFile::InputFile(const std::string &path)
    // To open a pipe would otherwise wait for somebody to write into it.
    : name(path),
      descriptor(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  if (descriptor < 0)
    throw Error(path,
                std::string("cannot be read (") + std::strerror(errno) + ")",
                "check the path and its permissions");
  struct stat status;
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor);
    throw Error(path, "is not a regular file", "name a file");
  }
  bytes = status.st_size;
}

InputFile::~InputFile() { close(descriptor); }

void InputFile::read(int64_t offset, int64_t count, void *destination) const {
  if (offset < 0 || count < 0 || offset > bytes || count > bytes - offset)
    throw Error(name, "ends too early", "copy or download it again");
  char *place = static_cast<char *>(destination);
  while (count > 0) {
    ssize_t got =
        pread(descriptor, place, std::min<int64_t>(count, 1 << 30), offset);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      throw Error(name,
                  std::string("cannot be read (") +
                      (got < 0 ? std::strerror(errno) : "it became shorter") +
                      ")",
                  "copy or download it again");
    place += got;
    offset += got;
    count -= got;
  }
}

std::vector<char> InputFile::read(int64_t offset, int64_t count) const {
  // Checked before the allocation: a damaged size field may ask for anything.
  if (count < 0 || count > bytes)
    throw Error(name, "ends too early", "copy or download it again");
  std::vector<char> content(count);
  read(offset, count, content.data());
  return content;
}

} // namespace anabranch::runtime
