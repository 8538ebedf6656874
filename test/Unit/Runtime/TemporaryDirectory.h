//===- TemporaryDirectory.h - A directory for one test --------------------===//

#ifndef ANABRANCH_TEST_TEMPORARYDIRECTORY_H
#define ANABRANCH_TEST_TEMPORARYDIRECTORY_H

#include "runtime/Files/InputFile.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <string>
#include <vector>

namespace anabranch::runtime::test {

/// Is removed with all that is in it.
class TemporaryDirectory {
public:
  TemporaryDirectory() {
    std::string pattern = ::testing::TempDir() + "anabranch-XXXXXX";
    path = mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path); }

  std::string operator/(const std::string &name) const {
    return path + "/" + name;
  }

  /// The number of files, hidden ones included.
  int64_t fileCount() const {
    return std::distance(std::filesystem::directory_iterator(path),
                         std::filesystem::directory_iterator());
  }

private:
  std::string path;
};

inline void writeFile(const std::string &path, const std::string &content) {
  std::ofstream(path, std::ios::binary) << content;
}

inline std::string readFile(const std::string &path) {
  std::vector<char> content = InputFile(path).readAll();
  return {content.begin(), content.end()};
}

/// The message of the Error that `action` throws, or an empty string.
template <typename Action> std::string errorOf(Action action) {
  try {
    action();
  } catch (const std::exception &error) {
    return error.what();
  }
  return "";
}

} // namespace anabranch::runtime::test

#endif // ANABRANCH_TEST_TEMPORARYDIRECTORY_H
