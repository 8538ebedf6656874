//===- NumpyFile.cpp - NumPy's .npy and .npz files ------------------------===//

#include "runtime/Files/NumpyFile.h"
#include "runtime/Error.h"
#include "runtime/Tensor.h"

#include <cstdlib>
#include <cstring>

namespace anabranch::runtime {

template <typename Number>
static double loadNumber(const std::vector<char> &bytes, int64_t index) {
  Number value;
  std::memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
  return double(value);
}

double NumpyArray::number(int64_t index) const {
  switch (kind) {
  case 'f':
    return itemSize == 8 ? loadNumber<double>(bytes, index)
                         : loadNumber<float>(bytes, index);
  case 'i':
    switch (itemSize) {
    case 1:
      return loadNumber<int8_t>(bytes, index);
    case 2:
      return loadNumber<int16_t>(bytes, index);
    case 4:
      return loadNumber<int32_t>(bytes, index);
    default:
      return loadNumber<int64_t>(bytes, index);
    }
  default:
    switch (itemSize) {
    case 1:
      return loadNumber<uint8_t>(bytes, index);
    case 2:
      return loadNumber<uint16_t>(bytes, index);
    case 4:
      return loadNumber<uint32_t>(bytes, index);
    default:
      return loadNumber<uint64_t>(bytes, index);
    }
  }
}

std::string NumpyArray::typeName() const {
  if (kind == 'b')
    return "bool";
  const char *name = kind == 'f' ? "float" : kind == 'i' ? "int" : "uint";
  return name + std::to_string(8 * itemSize);
}

bool looksLikeNpy(const std::vector<char> &content) {
  return content.size() >= 6 && !std::memcmp(content.data(), "\x93NUMPY", 6);
}

namespace {

/// Reads the header's Python dictionary,
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
class HeaderParser {
public:
  HeaderParser(const std::string &text, const std::string &subject)
      : text(text), subject(subject) {}

  NumpyArray parse() {
    NumpyArray array;
    parseType(array);
    if (valueOf("fortran_order").compare(0, 5, "False") != 0)
      throw Error(subject, "is stored column by column",
                  "save numpy.ascontiguousarray of it");
    parseShape(array);
    return array;
  }

  [[noreturn]] void damaged() const {
    throw Error(subject, "is not a whole .npy array", "save it again");
  }

private:
  std::string valueOf(const std::string &key) const {
    size_t place = text.find("'" + key + "'");
    if (place != std::string::npos)
      place = text.find(':', place);
    if (place != std::string::npos)
      place = text.find_first_not_of(' ', place + 1);
    if (place == std::string::npos)
      damaged();
    return text.substr(place);
  }

  void parseType(NumpyArray &array) const {
    std::string type = valueOf("descr");
    size_t end = type.find('\'', 1);
    std::string descriptor = type[0] == '\'' && end != std::string::npos
                                 ? type.substr(1, end - 1)
                                 : "structured";
    static const char *const supported[] = {"|b1", "|i1", "|u1", "<i2",
                                            "<u2", "<i4", "<u4", "<i8",
                                            "<u8", "<f4", "<f8"};
    for (const char *candidate : supported)
      if (descriptor == candidate) {
        array.kind = candidate[1];
        array.itemSize = candidate[2] - '0';
        return;
      }
    throw Error(subject, "has the unsupported type " + descriptor,
                "save it as uint8, an integer type, float32 or float64");
  }

  void parseShape(NumpyArray &array) const {
    std::string shape = valueOf("shape");
    const char *cursor = shape.c_str();
    if (*cursor++ != '(')
      damaged();
    constexpr int64_t largest = int64_t(1) << 48;
    int64_t count = 1;
    for (;;) {
      cursor += std::strspn(cursor, " ,");
      if (*cursor == ')')
        return;
      char *end;
      int64_t extent = std::strtoll(cursor, &end, 10);
      if (end == cursor || extent < 0 || extent > largest ||
          (extent && count > largest / extent))
        damaged();
      count *= extent;
      array.shape.push_back(extent);
      cursor = end;
    }
  }

  const std::string &text;
  const std::string &subject;
};

} // namespace

NumpyArray parseNpy(std::vector<char> content, const std::string &subject) {
  std::string header;
  HeaderParser parser(header, subject);
  if (!looksLikeNpy(content) || content.size() < 12)
    parser.damaged();
  // The header's length has 2 bytes in version 1 and 4 bytes since.
  bool isFirstVersion = content[6] == 1;
  uint32_t headerBytes = 0;
  std::memcpy(&headerBytes, &content[8], isFirstVersion ? 2 : 4);
  size_t dataOffset = (isFirstVersion ? 10 : 12) + size_t(headerBytes);
  if (dataOffset > content.size())
    parser.damaged();
  header.assign(&content[dataOffset - headerBytes], headerBytes);
  NumpyArray array = parser.parse();
  size_t dataBytes = elementCount(array.shape) * array.itemSize;
  if (content.size() - dataOffset != dataBytes)
    parser.damaged();
  content.erase(content.begin(), content.begin() + int64_t(dataOffset));
  array.bytes = std::move(content);
  return array;
}

std::vector<char> formatNpy(const NumpyArray &array) {
  std::string header = "{'descr': '";
  header += array.itemSize == 1 ? '|' : '<';
  header += array.kind + std::to_string(array.itemSize) +
            "', 'fortran_order': False, 'shape': " + formatShape(array.shape) +
            ", }";
  // The data begins at a multiple of 64 bytes, the header ends with a newline.
  header.resize((10 + header.size() + 1 + 63) / 64 * 64 - 11, ' ');
  header += '\n';
  std::string prefix = std::string("\x93NUMPY\x01\x00", 8) +
                       char(header.size() & 0xff) + char(header.size() >> 8);
  std::string start = prefix + header;
  std::vector<char> content(start.begin(), start.end());
  content.insert(content.end(), array.bytes.begin(), array.bytes.end());
  return content;
}

bool npzContains(const ZipArchive &archive, const std::string &name) {
  return archive.contains(name + ".npy");
}

std::string npzSubject(const ZipArchive &archive, const std::string &name) {
  return archive.path() + " (array " + name + ")";
}

NumpyArray readNpz(const ZipArchive &archive, const std::string &name) {
  if (!npzContains(archive, name))
    throw Error(archive.path(), "has no array " + name,
                "save one of that name");
  return parseNpy(archive.read(name + ".npy"), npzSubject(archive, name));
}

} // namespace anabranch::runtime
