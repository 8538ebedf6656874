//===- Hdf5File.h - An HDF5 file held in memory ---------------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_FILES_HDF5FILE_H
#define ANABRANCH_COMPILER_IMPORT_FILES_HDF5FILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace anabranch::import {

/// An HDF5 file, as Keras writes them: groups, arrays of numbers, and
/// attributes that are strings. Whatever is damaged in it reads as absent. It
/// can be changed, in memory too.
class Hdf5File {
public:
  /// Opens a copy of the file's bytes; null if they are no HDF5 file.
  static std::unique_ptr<Hdf5File> open(llvm::ArrayRef<char> bytes,
                                        bool isWritable = false);
  ~Hdf5File();

  /// Whether bytes begin as an HDF5 file does.
  static bool isHdf5(llvm::StringRef bytes);

  /// Whether there is a group or an array of this path.
  bool contains(llvm::StringRef path) const;
  /// The paths of all arrays under a group, relative to it.
  std::vector<std::string> listArrays(llvm::StringRef group) const;

  /// An array's sizes; none if there is no such array.
  std::optional<llvm::SmallVector<int64_t>>
  getShape(llvm::StringRef path) const;
  /// An array's elements as floats, or a single one as a whole number; none if
  /// there is no such array or it cannot be read.
  std::optional<std::vector<float>> readFloats(llvm::StringRef path) const;
  std::optional<int64_t> readInteger(llvm::StringRef path) const;
  /// A group's attribute of one or several strings; none if there is none, or
  /// if it is damaged.
  std::optional<std::vector<std::string>>
  readStrings(llvm::StringRef group, llvm::StringRef attribute) const;

  /// Puts an array in its place, or makes it, with the groups that lead to it;
  /// false if it cannot be.
  bool writeFloats(llvm::StringRef path, llvm::ArrayRef<int64_t> shape,
                   llvm::ArrayRef<float> values);
  bool writeInteger(llvm::StringRef path, int64_t value);
  /// Removes all arrays right under a group, if there is one.
  void clearGroup(llvm::StringRef path);
  /// The whole file as it is now.
  std::vector<char> getBytes() const;

private:
  explicit Hdf5File(int64_t file) : file(file) {}

  bool write(llvm::StringRef path, llvm::ArrayRef<int64_t> shape,
             int64_t fileType, int64_t type, const void *values);

  int64_t file;
};

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_FILES_HDF5FILE_H
