//===- Column.h - One tensor of every example -----------------------------===//

#ifndef ANABRANCH_RUNTIME_DATA_COLUMN_H
#define ANABRANCH_RUNTIME_DATA_COLUMN_H

#include "runtime/Files/NumpyFile.h"
#include "runtime/Model.h"

#include <cstdint>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// One tensor of every example, in the smallest form that it came in. `gather`
/// turns it into what the model reads.
struct Column {
  enum class Encoding {
    Plain = ANABRANCH_PLAIN,
    ScaledBytes = ANABRANCH_SCALED_BYTES,
    ClassIndex = ANABRANCH_CLASS_INDEX,
    RawBytes = ANABRANCH_RAW_BYTES
  };
  Encoding encoding = Encoding::Plain;
  AnabranchElementType type = ANABRANCH_F32; ///< as the model reads it
  int64_t elements = 0;                      ///< of one example, likewise
  std::vector<char> bytes;

  /// What an example takes of `bytes`.
  int64_t exampleBytes() const;
};

/// Converts all elements of `array` to `type`.
///
/// \param elements of one example
Column plainColumn(AnabranchElementType type, int64_t elements,
                   const NumpyArray &array);

/// Takes an input array of shape (n, ...). uint8 is scaled to [0, 1], unless
/// the model scales it itself or reads whole numbers; all else is converted as
/// it is.
///
/// \param subject names the array in errors
/// \throws Error if the shape does not fit
Column inputColumn(const AnabranchTensor &input, NumpyArray array,
                   const std::string &subject);

/// Takes labels of shape (n,) or (n, 1), or for each pixel, one-hot rows, or
/// values, and gives what the model's target number `index` asks for.
///
/// \throws Error if the shape or a label does not fit
Column targetColumn(const AnabranchModel &model, int64_t index,
                    const NumpyArray &array, const std::string &subject);

/// Takes class indices that are in range, for target number `index`: as many an
/// example as the target has. A target of one number becomes the index.
Column classColumn(const AnabranchModel &model, int64_t index,
                   const std::vector<int32_t> &labels);

/// The number of classes that the output of target number `index` tells apart.
int64_t classCount(const AnabranchModel &model, int64_t index);

/// Whether the model's only target is one class: what pictures in classes fit.
bool hasOneClassTarget(const AnabranchModel &model);

/// Copies the examples `indices[0..count)` to `destination`, row-major behind
/// each other, in the model's element type. Spread over the threads.
void gather(const Column &column, const int64_t *indices, int64_t count,
            char *destination);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_DATA_COLUMN_H
