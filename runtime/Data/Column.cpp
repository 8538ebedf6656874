//===- Column.cpp - One tensor of every example ---------------------------===//

#include "runtime/Data/Column.h"
#include "runtime/Error.h"
#include "runtime/ParallelFor.h"
#include "runtime/Tensor.h"

#include <array>
#include <cstring>

namespace anabranch::runtime {

Column plainColumn(AnabranchElementType type, int64_t elements,
                   const NumpyArray &array) {
  Column column;
  column.type = type;
  column.elements = elements;
  int64_t count = array.size();
  column.bytes.resize(count * elementSize(type));
  for (int64_t i = 0; i < count; ++i)
    storeElement(type, column.bytes.data(), i, array.number(i));
  return column;
}

Column inputColumn(const AnabranchTensor &input, NumpyArray array,
                   const std::string &subject) {
  std::vector<int64_t> wanted = shapeOf(input);
  std::vector<int64_t> got(array.shape);
  if (!got.empty())
    got.erase(got.begin());
  if (array.shape.empty() || got != wanted)
    throw Error(subject,
                "has the shape " + formatShape(array.shape) +
                    ", but the model reads " + formatShape(wanted) +
                    " an example",
                "save it with the examples first and that shape behind");
  Column column;
  column.type = input.element_type;
  column.elements = elementCount(input);
  bool isFloat32 = array.kind == 'f' && array.itemSize == 4;
  if (array.isUint8() && column.type != ANABRANCH_I32)
    column.encoding = input.reads_raw_bytes ? Column::Encoding::RawBytes
                                            : Column::Encoding::ScaledBytes;
  else if (!isFloat32 || column.type != ANABRANCH_F32)
    return plainColumn(column.type, column.elements, array);
  column.bytes = std::move(array.bytes);
  return column;
}

int64_t Column::exampleBytes() const {
  switch (encoding) {
  case Encoding::Plain:
    break;
  case Encoding::ScaledBytes:
  case Encoding::RawBytes:
    return elements;
  case Encoding::ClassIndex:
    return sizeof(int32_t);
  }
  return elements * elementSize(type);
}

/// Divides bytes by `scale`.
static void gatherBytes(AnabranchElementType type, int64_t elements,
                        const char *source, float scale, char *place) {
  if (type == ANABRANCH_F32) {
    float *floats = reinterpret_cast<float *>(place);
    for (int64_t i = 0; i < elements; ++i)
      floats[i] = float(uint8_t(source[i])) / scale;
    return;
  }
  for (int64_t i = 0; i < elements; ++i)
    storeElement(type, place, i, uint8_t(source[i]) / double(scale));
}

static void gatherExample(const Column &column, int64_t index, char *place) {
  int64_t elements = column.elements;
  int64_t bytes = elements * elementSize(column.type);
  const char *source = column.bytes.data() + index * column.exampleBytes();
  switch (column.encoding) {
  case Column::Encoding::Plain:
    std::memcpy(place, source, bytes);
    return;
  case Column::Encoding::ScaledBytes:
    gatherBytes(column.type, elements, source, 255, place);
    return;
  case Column::Encoding::RawBytes:
    gatherBytes(column.type, elements, source, 1, place);
    return;
  case Column::Encoding::ClassIndex: {
    int32_t label;
    std::memcpy(&label, source, sizeof label);
    std::memset(place, 0, bytes);
    storeElement(column.type, place, label, 1);
    return;
  }
  }
}

void gather(const Column &column, const int64_t *indices, int64_t count,
            char *destination) {
  int64_t bytes = column.elements * elementSize(column.type);
  auto gatherOne = [&](int64_t i) {
    gatherExample(column, indices[i], destination + i * bytes);
  };
  // Waking the threads costs more than copying a batch of labels.
  if (count * bytes < 65536) {
    for (int64_t i = 0; i < count; ++i)
      gatherOne(i);
    return;
  }
  parallelFor(count, gatherOne);
}

} // namespace anabranch::runtime
