//===- SafetensorsFile.cpp - Hugging Face's file format for tensors -------===//

#include "runtime/Files/SafetensorsFile.h"
#include "runtime/Error.h"
#include "runtime/Files/AtomicFile.h"
#include "runtime/Tensor.h"

#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>

namespace anabranch::runtime {

using Json = nlohmann::ordered_json;

const char *safetensorsType(AnabranchElementType type) {
  switch (type) {
  case ANABRANCH_F32:
    return "F32";
  case ANABRANCH_F64:
    return "F64";
  case ANABRANCH_I32:
    return "I32";
  }
  return "";
}

/// Bytes of an element, or 0 for a type that the format does not have.
static int64_t typeBytes(const std::string &type) {
  static const std::map<std::string, int64_t> sizes = {
      {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E4M3", 1}, {"F8_E5M2", 1},
      {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},
      {"U32", 4},  {"F32", 4}, {"I64", 8}, {"U64", 8},     {"F64", 8}};
  auto found = sizes.find(type);
  return found == sizes.end() ? 0 : found->second;
}

void writeSafetensors(const std::string &path,
                      const std::vector<TensorView> &tensors,
                      const TensorMetadata &metadata) {
  Json header = Json::object();
  header["__metadata__"] = metadata;
  int64_t offset = 0;
  for (const TensorView &tensor : tensors) {
    int64_t bytes = elementCount(tensor.shape) * elementSize(tensor.type);
    header[tensor.name] = {{"dtype", safetensorsType(tensor.type)},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, offset + bytes}}};
    offset += bytes;
  }
  std::string text =
      header.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' '); // keeps the tensors aligned
  uint64_t headerBytes = text.size();
  AtomicFile file(path);
  file.write(&headerBytes, sizeof headerBytes);
  file.write(text);
  for (const TensorView &tensor : tensors)
    file.write(tensor.data,
               elementCount(tensor.shape) * elementSize(tensor.type));
  file.commit();
}

void SafetensorsFile::damaged(const std::string &what) const {
  throw Error(path(), "is not a whole safetensors file (" + what + ")",
              "use another checkpoint or train anew");
}

/// The compiler reads Keras's weights, and the executable then has them.
static void rejectKerasFiles(const std::string &path, uint64_t head) {
  std::string_view bytes(reinterpret_cast<const char *>(&head), sizeof head);
  bool isHdf5 = bytes == "\x89HDF\r\n\x1a\n";
  if (isHdf5 || bytes.substr(0, 4) == "PK\3\4")
    throw Error(path,
                isHdf5 ? "is an HDF5 file, as Keras writes them, and no "
                         "safetensors file"
                       : "is a zip archive, as .keras files are, and no "
                         "safetensors file",
                "compile the model with its weights, with anabranch compile "
                "MODEL --weights FILE if they are in a file of their own");
}

SafetensorsFile::SafetensorsFile(const std::string &path) : file(path) {
  uint64_t headerBytes;
  if (file.size() < int64_t(sizeof headerBytes))
    damaged("too short");
  file.read(0, sizeof headerBytes, &headerBytes);
  rejectKerasFiles(path, headerBytes);
  if (headerBytes > uint64_t(file.size()) - sizeof headerBytes)
    damaged("its header is longer than the file");
  parseHeader(file.read(sizeof headerBytes, int64_t(headerBytes)));
}

void SafetensorsFile::parseHeader(const std::vector<char> &header) {
  Json json = Json::parse(header.begin(), header.end(), nullptr, false);
  if (!json.is_object())
    damaged("bad header");
  auto dataBegin = int64_t(sizeof(uint64_t) + header.size());
  int64_t dataBytes = file.size() - dataBegin;
  std::map<int64_t, int64_t> places; // begin to end, for the check of overlaps
  try {
    for (const auto &[name, entry] : json.items()) {
      if (name == "__metadata__") {
        strings = entry.get<TensorMetadata>();
        continue;
      }
      Tensor tensor{entry.at("dtype"), entry.at("shape"), 0, 0};
      std::vector<int64_t> place = entry.at("data_offsets");
      if (place.size() != 2 || place[0] < 0 || place[1] < place[0] ||
          place[1] > dataBytes)
        damaged("the file ends before " + name);
      tensor.offset = dataBegin + place[0];
      tensor.bytes = place[1] - place[0];
      int64_t size = typeBytes(tensor.type);
      for (int64_t extent : tensor.shape) {
        if (extent < 0 || (extent && size > dataBytes / extent))
          damaged("bad shape of " + name);
        size *= extent;
      }
      if (size != tensor.bytes)
        damaged("bad size of " + name);
      if (size)
        places[place[0]] = place[1];
      table[name] = std::move(tensor);
    }
  } catch (const Json::exception &) {
    damaged("bad header");
  }
  // The format allows neither gaps nor overlaps, nor anything behind.
  int64_t end = 0;
  for (const auto &[begin, next] : places) {
    if (begin != end)
      damaged("its tensors overlap or leave gaps");
    end = next;
  }
  if (end != dataBytes)
    damaged("its length does not match its header");
}

} // namespace anabranch::runtime
