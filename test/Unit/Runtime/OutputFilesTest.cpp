//===- OutputFilesTest.cpp ------------------------------------------------===//

#include "runtime/Files/OutputFiles.h"

#include <gtest/gtest.h>

#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

namespace fs = std::filesystem;

std::string errorWith(const std::string &output, const std::string &input) {
  return errorOf([&] {
    checkOutputs({{"--output", output}}, {{"--data", input}});
  });
}

TEST(OutputFiles, AreNoInputByAnyLinkOrSpelling) {
  TemporaryDirectory directory;
  std::string data = directory / "data";
  writeFile(data, "data");
  fs::create_symlink(data, directory / "symbolic");
  fs::create_hard_link(data, directory / "hard");
  fs::create_directory(directory / "inner");
  for (const char *name :
       {"data", "symbolic", "hard", "./data", "inner/../data"})
    EXPECT_EQ(errorWith(directory / name, data),
              directory / name + ": is also --data: name another output file");
  EXPECT_EQ(errorWith(directory / "other", data), "");
  EXPECT_EQ(errorWith("", data), "");
  EXPECT_EQ(errorWith(directory / "other", ""), "");
}

TEST(OutputFiles, AreNotEachOtherBeforeTheyExist) {
  TemporaryDirectory directory;
  fs::create_directory(directory / "inner");
  fs::create_directory_symlink(directory / "inner", directory / "link");
  auto errorOfBoth = [&](const std::string &left, const std::string &right) {
    return errorOf([&] {
      checkOutputs({{"--checkpoint", left}, {"--history", right}}, {});
    });
  };
  std::string first = directory / "inner/a", second = directory / "link/a";
  EXPECT_EQ(errorOfBoth(first, second),
            first + ": is also --history: name another output file");
  EXPECT_EQ(errorOfBoth("anabranch-output", "./anabranch-output"),
            "anabranch-output: is also --history: name another output file");
  fs::create_symlink("a", directory / "inner/dangling");
  EXPECT_EQ(errorOfBoth(directory / "inner/dangling", second),
            directory / "inner/dangling" +
                ": is also --history: name another output file");
  EXPECT_EQ(errorOfBoth(first, directory / "a"), "");
  EXPECT_EQ(errorOfBoth(first, directory / "link/b"), "");
  EXPECT_EQ(errorOfBoth("", ""), "");
}

TEST(OutputFiles, AreNotTheProgram) {
  std::string program = fs::read_symlink("/proc/self/exe");
  EXPECT_EQ(errorWith(program, ""),
            program + ": is the program itself: name another output file");
}

TEST(OutputFiles, CanBeWritten) {
  EXPECT_NE(errorWith("/missing/file", "").find("cannot create the file"),
            std::string::npos);
}

} // namespace
