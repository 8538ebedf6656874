//===- SafetensorsFile.h - Hugging Face's file format for tensors ---------===//
//
// Eight bytes of header length (little-endian), a JSON header with each
// tensor's type, shape and place, and the tensors' bytes.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_RUNTIME_FILES_SAFETENSORSFILE_H
#define ANABRANCH_RUNTIME_FILES_SAFETENSORSFILE_H

#include "runtime/Files/InputFile.h"
#include "runtime/Model.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// The strings of the header's `__metadata__`.
using TensorMetadata = std::map<std::string, std::string>;

/// A tensor to be written.
struct TensorView {
  std::string name;
  AnabranchElementType type;
  std::vector<int64_t> shape;
  const char *data;
};

/// Writes a file of these tensors.
///
/// \throws Error if the file cannot be written
void writeSafetensors(const std::string &path,
                      const std::vector<TensorView> &tensors,
                      const TensorMetadata &metadata);

/// A file to read tensors from.
class SafetensorsFile {
public:
  struct Tensor {
    std::string type; ///< "F32", "F64", "I32", or what the model never has
    std::vector<int64_t> shape;
    int64_t offset; ///< in the file
    int64_t bytes;
  };

  /// Reads and checks the header.
  ///
  /// \throws Error if the file cannot be read or is damaged
  explicit SafetensorsFile(const std::string &path);

  const std::string &path() const { return file.path(); }
  const std::map<std::string, Tensor> &tensors() const { return table; }
  const TensorMetadata &metadata() const { return strings; }

  /// Reads a tensor of this file.
  void read(const Tensor &tensor, char *destination) const {
    file.read(tensor.offset, tensor.bytes, destination);
  }

private:
  [[noreturn]] void damaged(const std::string &what) const;
  void parseHeader(const std::vector<char> &header);

  InputFile file;
  std::map<std::string, Tensor> table;
  TensorMetadata strings;
};

/// The format's name for an element type.
const char *safetensorsType(AnabranchElementType type);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_FILES_SAFETENSORSFILE_H
