//===- Tensor.h - Sizes and shapes of the model's tensors -----------------===//

#ifndef ANABRANCH_RUNTIME_TENSOR_H
#define ANABRANCH_RUNTIME_TENSOR_H

#include "runtime/Model.h"

#include <cstdint>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// Bytes of one element.
int64_t elementSize(AnabranchElementType type);

/// The product of `shape`; 1 for a scalar.
int64_t elementCount(const std::vector<int64_t> &shape);

/// A tensor's shape without the batch dimension.
std::vector<int64_t> shapeOf(const AnabranchTensor &tensor);
std::vector<int64_t> shapeOf(const AnabranchParameter &parameter);

/// Elements of one example of `tensor`.
int64_t elementCount(const AnabranchTensor &tensor);

/// Bytes of so many examples of `tensor`.
int64_t byteCount(const AnabranchTensor &tensor, int64_t examples);

/// Bytes of the whole parameter.
int64_t byteCount(const AnabranchParameter &parameter);

/// Writes `values` as the elements from `begin` on of an array of `type`.
void storeElements(AnabranchElementType type, char *array, int64_t begin,
                   const double *values, int64_t count);
/// The same for a single one.
inline void storeElement(AnabranchElementType type, char *array, int64_t index,
                         double value) {
  storeElements(type, array, index, &value, 1);
}

/// The `index`-th element of an array of `type`.
double loadElement(AnabranchElementType type, const char *array, int64_t index);

/// `(32, 32, 3)`, as Python prints a tuple.
std::string formatShape(const std::vector<int64_t> &shape);

/// `extent` at a batch size, in its own unit.
inline int64_t resolve(const AnabranchExtent &extent, int64_t batchSize) {
  return extent.fixed + extent.per_example * batchSize;
}

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TENSOR_H
