//===- AtomicFileTest.cpp -------------------------------------------------===//

#include "runtime/Files/AtomicFile.h"

#include <atomic>
#include <csignal>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

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

TEST(AtomicFile, MakesWhatALinkWaitsFor) {
  TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "runs");
  std::filesystem::create_symlink("runs/link", directory / "link");
  std::filesystem::create_symlink(directory / "file", directory / "runs/link");
  writeAtomically(directory / "link", "new");
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "link"));
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "runs/link"));
  EXPECT_EQ(readFile(directory / "file"), "new");
}

TEST(AtomicFile, RejectsLinksInCircles) {
  TemporaryDirectory directory;
  std::filesystem::create_symlink("link", directory / "link");
  EXPECT_NE(errorOf([&] {
              checkWritable(directory / "link");
            }).find("link: cannot create the file (Too many levels of"),
            std::string::npos);
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "link"));
}

TEST(AtomicFile, KeepsTheOldFilesPermissions) {
  TemporaryDirectory directory;
  std::string path = directory / "file";
  for (mode_t mode : {0600, 0640, 0666, 0755}) {
    writeFile(path, "old");
    chmod(path.c_str(), mode);
    writeAtomically(path, "new");
    struct stat status;
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, mode);
  }
}

TEST(AtomicFile, RejectsAMissingDirectory) {
  TemporaryDirectory directory;
  std::string path = directory / "missing/file";
  EXPECT_EQ(errorOf([&] { AtomicFile file(path); }),
            path + ": cannot create the file (No such file or directory): "
                   "choose a directory that exists and can be written");
}

TEST(AtomicFile, RejectsNamesThatAreTooLong) {
  TemporaryDirectory directory;
  writeAtomically(directory / std::string(250, 'x'), "content");
  for (size_t length : {251, 255, 256}) {
    std::string path = directory / std::string(length, 'x');
    EXPECT_EQ(errorOf([&] { checkWritable(path); }),
              path + ": cannot create the file (File name too long): choose a "
                     "shorter name");
  }
  EXPECT_EQ(directory.fileCount(), 1);
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
  int ends[2]; // What a link in /proc says of a pipe is not a path.
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_NE(errorOf([&] {
              AtomicFile file("/proc/self/fd/" + std::to_string(ends[1]));
            }).find("not a regular file"),
            std::string::npos);
  close(ends[0]);
  close(ends[1]);
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

TEST(AtomicFile, TakesOverWhatAKilledRunLeft) {
  TemporaryDirectory directory;
  std::string path = directory / "file";
  pid_t child = fork();
  if (child == 0) {
    AtomicFile file(path);
    file.write("longer than the new content");
    raise(SIGKILL);
  }
  waitpid(child, nullptr, 0);
  EXPECT_EQ(directory.fileCount(), 1);
  writeAtomically(path, "new");
  EXPECT_EQ(readFile(path), "new");
  EXPECT_EQ(directory.fileCount(), 1);
}

TEST(AtomicFile, LeavesFilesThatTheTemporaryNameLinksTo) {
  TemporaryDirectory directory;
  std::string path = directory / "file", temporary = directory / ".file.tmp";
  std::string error = temporary + ": is in the way of the new file: remove it";
  writeFile(directory / "other", "other");
  std::filesystem::create_symlink("other", temporary);
  EXPECT_EQ(errorOf([&] { checkWritable(path); }), error);
  std::filesystem::remove(temporary);
  std::filesystem::create_hard_link(directory / "other", temporary);
  EXPECT_EQ(errorOf([&] { checkWritable(path); }), error);
  EXPECT_EQ(readFile(directory / "other"), "other");
  std::filesystem::remove(temporary);
  ASSERT_EQ(mkfifo(temporary.c_str(), 0600), 0);
  EXPECT_EQ(errorOf([&] { checkWritable(path); }), error);
}

TEST(AtomicFile, IsWrittenByOneAtATime) {
  TemporaryDirectory directory;
  std::string path = directory / "file";
  std::string busy = path + ": is being written by another process: wait for "
                            "it or name another output file";
  {
    AtomicFile first(path);
    first.write("first");
    EXPECT_EQ(errorOf([&] { checkWritable(path); }), busy);
    first.commit();
  }

  // However their steps mix, what is in place is whole.
  std::vector<std::thread> writers(4);
  std::atomic<int> written = 0;
  for (std::thread &writer : writers)
    writer = std::thread([&] {
      for (int i = 0; i < 2000; ++i) {
        std::string error = errorOf([&] {
          checkWritable(path);
          writeAtomically(path, "whole");
          ++written;
        });
        EXPECT_TRUE(error.empty() || error == busy) << error;
        std::string content = readFile(path);
        EXPECT_TRUE(content == "whole" || content == "first") << content;
      }
    });
  for (std::thread &writer : writers)
    writer.join();
  EXPECT_GT(written, 0);
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
