//===- AtomicFileTest.cpp -------------------------------------------------===//

#include "runtime/AtomicFile.h"

#include <csignal>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

void writeAtomically(const std::string &path, const std::string &content) {
  AtomicFile file(path);
  file.write(content);
  file.commit();
}

TEST(AtomicFile, AppearsWholeOnCommit) {
  TemporaryDirectory directory;
  {
    AtomicFile file(directory / "file");
    file.write("content");
    EXPECT_FALSE(std::filesystem::exists(directory / "file"));
    file.commit();
  }
  EXPECT_EQ(readFile(directory / "file"), "content");
  EXPECT_EQ(directory.fileCount(), 1);
}

TEST(AtomicFile, KeepsTheOldFileWithoutCommit) {
  TemporaryDirectory directory;
  writeFile(directory / "file", "old");
  {
    AtomicFile file(directory / "file");
    file.write("new");
  }
  EXPECT_EQ(readFile(directory / "file"), "old");
  EXPECT_EQ(directory.fileCount(), 1);
}

TEST(AtomicFile, FollowsLinks) {
  TemporaryDirectory directory;
  writeFile(directory / "file", "old");
  std::filesystem::create_symlink(directory / "file", directory / "link");
  writeAtomically(directory / "link", "new");
  EXPECT_EQ(readFile(directory / "file"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "link"));
}

TEST(AtomicFile, RejectsAMissingDirectory) {
  TemporaryDirectory directory;
  std::string path = directory / "missing/file";
  EXPECT_EQ(errorOf([&] { AtomicFile file(path); }),
            path + ": cannot create the file (No such file or directory): "
                   "choose a directory that exists and can be written");
}

TEST(AtomicFile, RejectsADirectoryThatCannotBeWritten) {
  // Not even the superuser creates files there.
  EXPECT_NE(errorOf([] {
              AtomicFile file("/proc/self/history.json");
            }).find("/proc/self/history.json: cannot create the file"),
            std::string::npos);
}

TEST(AtomicFile, DoesNotReplaceADevice) {
  EXPECT_NE(
      errorOf([] { AtomicFile file("/dev/null"); }).find("not a regular file"),
      std::string::npos);
  EXPECT_FALSE(std::filesystem::is_regular_file("/dev/null"));
}

TEST(AtomicFile, LeavesNothingOnAFullDisk) {
  TemporaryDirectory directory;
  writeFile(directory / "file", "old");
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit limit = before;
  limit.rlim_cur = 1000;
  setrlimit(RLIMIT_FSIZE, &limit);
  std::string error = errorOf(
      [&] { writeAtomically(directory / "file", std::string(5000, 'x')); });
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_NE(error.find("cannot write the file (File too large): free some"),
            std::string::npos)
      << error;
  EXPECT_EQ(readFile(directory / "file"), "old");
  EXPECT_EQ(directory.fileCount(), 1);
}

TEST(InputFile, RejectsDirectoriesAndMissingFiles) {
  EXPECT_NE(errorOf([] { InputFile file("/"); }).find("not a regular file"),
            std::string::npos);
  EXPECT_NE(errorOf([] { InputFile file("/missing"); }).find("No such file"),
            std::string::npos);
}

TEST(InputFile, DoesNotWaitForAPipe) {
  TemporaryDirectory directory;
  std::string path = directory / "pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(errorOf([&] { InputFile file(path); }),
            path + ": is not a regular file: name a file");
}

} // namespace
