//===- NumpyFileTest.cpp --------------------------------------------------===//

#include "runtime/Files/NumpyFile.h"
#include "runtime/Tensor.h"

#include <cstring>
#include <gtest/gtest.h>

#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

NumpyArray makeArray(char kind, int itemSize, std::vector<int64_t> shape) {
  NumpyArray array;
  array.kind = kind;
  array.itemSize = itemSize;
  array.shape = std::move(shape);
  array.bytes.resize(elementCount(array.shape) * itemSize);
  for (size_t i = 0; i < array.bytes.size(); ++i)
    array.bytes[i] = char(37 * i + 5);
  return array;
}

const std::string fixture = ANABRANCH_TEST_INPUTS "/compressed.npz";

TEST(Numpy, RoundTripsThroughAnArchive) {
  TemporaryDirectory directory;
  NumpyArray arrays[] = {makeArray('f', 4, {3, 5}), makeArray('u', 1, {7}),
                         makeArray('i', 8, {2, 1, 3}), makeArray('f', 8, {}),
                         makeArray('i', 4, {0, 4})};
  std::vector<std::pair<std::string, std::vector<char>>> members;
  members.reserve(std::size(arrays));
  for (size_t i = 0; i < std::size(arrays); ++i)
    members.emplace_back(std::to_string(i) + ".npy", formatNpy(arrays[i]));
  writeZipArchive(directory / "arrays.npz", members);
  ZipArchive archive(directory / "arrays.npz");
  EXPECT_EQ(archive.names().size(), std::size(arrays));
  for (size_t i = 0; i < std::size(arrays); ++i) {
    NumpyArray array = readNpz(archive, std::to_string(i));
    EXPECT_EQ(array.typeName(), arrays[i].typeName());
    EXPECT_EQ(array.shape, arrays[i].shape);
    EXPECT_EQ(array.bytes, arrays[i].bytes);
  }
}

// The fixture is from numpy.savez_compressed.
TEST(Numpy, ReadsWhatNumpyCompressed) {
  ZipArchive archive(fixture);
  NumpyArray x = readNpz(archive, "x");
  EXPECT_EQ(x.typeName(), "float32");
  ASSERT_EQ(x.shape, (std::vector<int64_t>{20, 30}));
  for (int64_t i = 0; i < 600; ++i)
    ASSERT_EQ(x.number(i), double(i));
  NumpyArray y = readNpz(archive, "y");
  EXPECT_EQ(y.typeName(), "int64");
  EXPECT_EQ(y.number(0), 3);
  EXPECT_EQ(readNpz(archive, "empty").shape, (std::vector<int64_t>{0, 4}));
  EXPECT_FALSE(npzContains(archive, "z"));
}

// Every single changed or missing byte is either noticed or has no meaning
// (dates, names); it never crashes and never changes a number.
TEST(Numpy, NoticesDamagedArchives) {
  TemporaryDirectory directory;
  std::string whole = readFile(fixture);
  NumpyArray expected = readNpz(ZipArchive(fixture), "x");
  int64_t noticed = 0;
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] ^= 0x41;
    writeFile(directory / "damaged.npz", damaged);
    try {
      ZipArchive archive(directory / "damaged.npz");
      if (npzContains(archive, "x"))
        EXPECT_EQ(readNpz(archive, "x").bytes, expected.bytes);
      else
        ++noticed;
    } catch (const std::runtime_error &) {
      ++noticed;
    }
  }
  // Two thirds of the file are other arrays and headers.
  EXPECT_GT(noticed, int64_t(whole.size() / 3));
  for (size_t length = 0; length < whole.size(); length += 7) {
    writeFile(directory / "short.npz", whole.substr(0, length));
    EXPECT_NE(errorOf([&] { ZipArchive archive(directory / "short.npz"); }), "")
        << length;
  }
}

std::string npyWith(const std::string &header, size_t dataBytes) {
  std::string content("\x93NUMPY\x01\x00", 8);
  content += char(header.size() & 0xff);
  content += char(header.size() >> 8);
  return content + header + std::string(dataBytes, '\0');
}

std::string parseError(const std::string &content) {
  return errorOf([&] {
    parseNpy(std::vector<char>(content.begin(), content.end()), "a.npy");
  });
}

TEST(Numpy, RejectsWhatItCannotRead) {
  auto header = [](const char *type, const char *order, const char *shape) {
    return std::string("{'descr': '") + type + "', 'fortran_order': " + order +
           ", 'shape': " + shape + ", }\n";
  };
  EXPECT_EQ(parseError(npyWith(header("<f4", "False", "(2,)"), 8)), "");
  EXPECT_NE(parseError(npyWith(header("<f4", "True", "(2, 2)"), 16))
                .find("column by column"),
            std::string::npos);
  EXPECT_NE(parseError(npyWith(header(">f4", "False", "(2,)"), 8))
                .find("unsupported type >f4"),
            std::string::npos);
  for (const std::string &content :
       {npyWith(header("<f4", "False", "(2,)"), 7),
        npyWith(header("<f4", "False", "(2,)"), 9),
        npyWith(header("<f4", "False", "(-2,)"), 8),
        npyWith(header("<f4", "False", "(99999999999999999999, 8)"), 8),
        npyWith(header("<f4", "False", "(4294967296, 4294967296)"), 0),
        npyWith(header("<f4", "False", "(2"), 8),
        npyWith("{'descr': '<f4'}", 8), std::string("\x93NUMPY"),
        std::string("text")})
    EXPECT_NE(parseError(content).find("not a whole .npy array"),
              std::string::npos)
        << content;
}

} // namespace
