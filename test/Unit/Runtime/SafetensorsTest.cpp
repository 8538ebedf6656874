//===- SafetensorsTest.cpp ------------------------------------------------===//

#include "runtime/Files/SafetensorsFile.h"

#include <algorithm>
#include <cstring>
#include <gtest/gtest.h>

#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

const float floats[] = {1, 2, 3, 4, 5, 6};
const int32_t integers[] = {7, 8};

void writeExample(const std::string &path) {
  writeSafetensors(path,
                   {{"layer/floats",
                     ANABRANCH_F32,
                     {2, 3},
                     reinterpret_cast<const char *>(floats)},
                    {"layer/integers",
                     ANABRANCH_I32,
                     {2},
                     reinterpret_cast<const char *>(integers)}},
                   {{"key", "a \"quoted\" value"}});
}

TEST(Safetensors, RoundTrips) {
  TemporaryDirectory directory;
  writeExample(directory / "file");
  SafetensorsFile file(directory / "file");
  EXPECT_EQ(file.metadata().at("key"), "a \"quoted\" value");
  ASSERT_EQ(file.tensors().size(), 2u);
  const SafetensorsFile::Tensor &tensor = file.tensors().at("layer/floats");
  EXPECT_EQ(tensor.type, "F32");
  EXPECT_EQ(tensor.shape, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(tensor.offset % 8, 0);
  float values[6];
  file.read(tensor, reinterpret_cast<char *>(values));
  EXPECT_TRUE(std::equal(std::begin(values), std::end(values), floats));
}

TEST(Safetensors, HasTheDocumentedLayout) {
  TemporaryDirectory directory;
  writeExample(directory / "file");
  std::string content = readFile(directory / "file");
  uint64_t headerBytes;
  std::memcpy(&headerBytes, content.data(), 8);
  ASSERT_EQ(content.size(), 8 + headerBytes + 32);
  EXPECT_EQ(content[8], '{');
  EXPECT_NE(content.find("\"layer/integers\":{\"dtype\":\"I32\",\"shape\":[2],"
                         "\"data_offsets\":[24,32]}"),
            std::string::npos);
}

TEST(Safetensors, RejectsEveryTruncation) {
  TemporaryDirectory directory;
  writeExample(directory / "file");
  std::string content = readFile(directory / "file");
  for (size_t length = 0; length < content.size(); ++length) {
    writeFile(directory / "short", content.substr(0, length));
    ASSERT_NE(errorOf([&] {
                SafetensorsFile file(directory / "short");
              }).find("not a whole safetensors file"),
              std::string::npos)
        << length;
  }
  writeFile(directory / "long", content + "x");
  EXPECT_NE(errorOf([&] { SafetensorsFile file(directory / "long"); }), "");
}

std::string headerError(const std::string &header, size_t dataBytes) {
  TemporaryDirectory directory;
  uint64_t headerBytes = header.size();
  std::string content(reinterpret_cast<const char *>(&headerBytes), 8);
  writeFile(directory / "file",
            content + header + std::string(dataBytes, '\0'));
  return errorOf([&] { SafetensorsFile file(directory / "file"); });
}

TEST(Safetensors, RejectsBadHeaders) {
  EXPECT_EQ(headerError("{}", 0), "");
  EXPECT_EQ(headerError(R"({"a":{"dtype":"F32","shape":[2],)"
                        R"("data_offsets":[0,8]}})",
                        8),
            "");
  for (const char *header :
       {"", "[]", "{", "null", R"({"a":1})", R"({"a":{}})",
        R"({"__metadata__":{"a":1}})",
        R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})",
        R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})",
        R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}})",
        R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}})",
        R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}})",
        R"({"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}})",
        R"({"a":{"dtype":4,"shape":[2],"data_offsets":[0,8]}})",
        // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one header
        R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],)"
        R"("data_offsets":[0,8]}})",
        R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})",
        R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
        R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
        R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
        R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})"})
    EXPECT_NE(headerError(header, 8).find("not a whole safetensors file"),
              std::string::npos)
        << header;
}

} // namespace
