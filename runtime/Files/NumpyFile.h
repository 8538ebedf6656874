//===- NumpyFile.h - NumPy's .npy and .npz files --------------------------===//

#ifndef ANABRANCH_RUNTIME_FILES_NUMPYFILE_H
#define ANABRANCH_RUNTIME_FILES_NUMPYFILE_H

#include "runtime/Files/ZipArchive.h"

#include <cstdint>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// A dense row-major array of numbers.
struct NumpyArray {
  /// NumPy's letter ('b' bool, 'i' signed, 'u' unsigned, 'f' floating) ...
  char kind = 'f';
  /// ... and the bytes of an element: 1, 2, 4 or 8.
  int itemSize = 4;
  std::vector<int64_t> shape;
  std::vector<char> bytes;

  bool isUint8() const { return kind == 'u' && itemSize == 1; }
  bool isInteger() const { return kind != 'f'; }
  int64_t size() const { return int64_t(bytes.size()) / itemSize; }
  /// The element at a flat index; integers up to 2^53 are exact.
  double number(int64_t index) const;
  /// `float32`, as NumPy prints the type.
  std::string typeName() const;
};

/// Parses the content of an .npy file.
///
/// \param subject names the array in errors
/// \throws Error if it is damaged, or its type or layout is not supported
NumpyArray parseNpy(std::vector<char> content, const std::string &subject);

/// The content of a version-1 .npy file.
std::vector<char> formatNpy(const NumpyArray &array);

/// How errors name an array of an .npz file.
std::string npzSubject(const ZipArchive &archive, const std::string &name);

/// Reads an array of an .npz file.
///
/// \throws Error if there is no such array, and as `ZipArchive::read` and
/// `parseNpy`
NumpyArray readNpz(const ZipArchive &archive, const std::string &name);

/// Whether an .npz file has the array `name`.
bool npzContains(const ZipArchive &archive, const std::string &name);

/// Whether `content` begins like an .npy file.
bool looksLikeNpy(const std::vector<char> &content);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_FILES_NUMPYFILE_H
