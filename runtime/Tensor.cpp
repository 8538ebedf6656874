//===- Tensor.cpp - Sizes and shapes of the model's tensors ---------------===//

#include "runtime/Tensor.h"

#include <cstring>

namespace anabranch::runtime {

int64_t elementSize(AnabranchElementType type) {
  return type == ANABRANCH_F64 ? 8 : 4;
}

int64_t elementCount(const std::vector<int64_t> &shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

std::vector<int64_t> shapeOf(const AnabranchTensor &tensor) {
  return std::vector<int64_t>(tensor.shape, tensor.shape + tensor.rank);
}

std::vector<int64_t> shapeOf(const AnabranchParameter &parameter) {
  return std::vector<int64_t>(parameter.shape,
                              parameter.shape + parameter.rank);
}

int64_t elementCount(const AnabranchTensor &tensor) {
  return elementCount(shapeOf(tensor));
}

int64_t byteCount(const AnabranchTensor &tensor, int64_t examples) {
  return examples * elementCount(tensor) * elementSize(tensor.element_type);
}

int64_t byteCount(const AnabranchParameter &parameter) {
  return elementCount(shapeOf(parameter)) * elementSize(parameter.element_type);
}

template <typename T>
static void convertTo(char *place, const double *values, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    auto converted = T(values[i]);
    std::memcpy(place + i * int64_t(sizeof converted), &converted,
                sizeof converted);
  }
}

void storeElements(AnabranchElementType type, char *array, int64_t begin,
                   const double *values, int64_t count) {
  char *place = array + begin * elementSize(type);
  switch (type) {
  case ANABRANCH_F64:
    return convertTo<double>(place, values, count);
  case ANABRANCH_F32:
    return convertTo<float>(place, values, count);
  case ANABRANCH_I32:
    return convertTo<int32_t>(place, values, count);
  }
}

double loadElement(AnabranchElementType type, const char *array,
                   int64_t index) {
  const char *place = array + index * elementSize(type);
  auto load = [&](auto value) {
    std::memcpy(&value, place, sizeof value);
    return double(value);
  };
  switch (type) {
  case ANABRANCH_F64:
    return load(double());
  case ANABRANCH_I32:
    return load(int32_t());
  case ANABRANCH_F32:
    break;
  }
  return load(float());
}

std::string formatShape(const std::vector<int64_t> &shape) {
  std::string text = "(";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

} // namespace anabranch::runtime
