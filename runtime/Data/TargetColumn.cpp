//===- TargetColumn.cpp - Labels and values to learn ----------------------===//

#include "runtime/Data/Column.h"
#include "runtime/Error.h"
#include "runtime/NumberText.h"
#include "runtime/Tensor.h"

#include <cmath>

namespace anabranch::runtime {

int64_t classCount(const AnabranchModel &model, int64_t index) {
  const AnabranchTensor &prediction =
      model.predict->predictions[model.targets[index].output];
  return prediction.rank ? prediction.shape[prediction.rank - 1] : 1;
}

bool hasOneClassTarget(const AnabranchModel &model) {
  return model.target_count == 1 &&
         model.targets[0].kind != ANABRANCH_TARGET_VALUES &&
         model.predict->predictions[model.targets[0].output].rank == 1;
}

Column classColumn(const AnabranchModel &model, int64_t index,
                   const std::vector<int32_t> &labels) {
  const AnabranchTensor &target = model.evaluate->targets[index];
  Column column;
  column.type = target.element_type;
  column.elements = elementCount(target);
  if (model.targets[index].kind == ANABRANCH_TARGET_ONE_HOT) {
    column.encoding = Column::Encoding::ClassIndex;
    const char *begin = reinterpret_cast<const char *>(labels.data());
    column.bytes.assign(begin, begin + labels.size() * sizeof(int32_t));
    return column;
  }
  column.bytes.resize(labels.size() * elementSize(column.type));
  for (size_t i = 0; i < labels.size(); ++i)
    storeElement(column.type, column.bytes.data(), int64_t(i), labels[i]);
  return column;
}

/// Labels as class indices.
static std::vector<int32_t> readLabels(const NumpyArray &array, int64_t classes,
                                       const std::string &subject) {
  int64_t count = array.size();
  std::vector<int32_t> labels(count);
  for (int64_t i = 0; i < count; ++i) {
    double value = array.number(i);
    if (!(value >= 0 && value < double(classes)) || value != std::floor(value))
      throw Error(subject,
                  "label " + std::to_string(i) + " is " +
                      formatNumber("%.15g", value) +
                      ", but the model's classes are 0 to " +
                      std::to_string(classes - 1),
                  "correct the labels");
    labels[i] = int32_t(value);
  }
  return labels;
}

/// One-hot rows as class indices.
static std::vector<int32_t> readOneHot(const NumpyArray &array, int64_t classes,
                                       const std::string &subject) {
  int64_t count = array.shape[0];
  std::vector<int32_t> labels(count);
  for (int64_t i = 0; i < count; ++i) {
    int64_t ones = 0, zeros = 0;
    for (int64_t j = 0; j < classes; ++j) {
      double value = array.number(i * classes + j);
      zeros += value == 0;
      if (value == 1) {
        ++ones;
        labels[i] = int32_t(j);
      }
    }
    if (ones != 1 || zeros != classes - 1)
      throw Error(subject, "row " + std::to_string(i) + " is not one-hot",
                  "give integer labels or one 1 and zeros a row");
  }
  return labels;
}

Column targetColumn(const AnabranchModel &model, int64_t index,
                    const NumpyArray &array, const std::string &subject) {
  const AnabranchTensor &target = model.evaluate->targets[index];
  AnabranchTargetKind kind = model.targets[index].kind;
  const std::vector<int64_t> &shape = array.shape;
  bool isOnePerExample =
      shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
  std::vector<int64_t> wanted = shapeOf(target);
  wanted.insert(wanted.begin(), shape.empty() ? 0 : shape[0]);
  if (kind == ANABRANCH_TARGET_CLASS && wanted.size() > 2) {
    // Labels of pixels or steps may leave out the last axis.
    std::vector<int64_t> rows(wanted.begin(), wanted.end() - 1);
    if (shape == wanted || shape == rows)
      return classColumn(model, index,
                         readLabels(array, classCount(model, index), subject));
  } else if (kind == ANABRANCH_TARGET_VALUES) {
    if (shape == wanted || (isOnePerExample && elementCount(target) == 1))
      return plainColumn(target.element_type, elementCount(target), array);
  } else {
    int64_t classes = classCount(model, index);
    if (isOnePerExample && (shape.size() == 1 || classes != 1))
      return classColumn(model, index, readLabels(array, classes, subject));
    if (shape.size() == 2 && shape[1] == classes) {
      if (kind == ANABRANCH_TARGET_CLASS)
        return classColumn(model, index, readOneHot(array, classes, subject));
      return plainColumn(target.element_type, classes, array);
    }
  }
  throw Error(subject,
              "has the shape " + formatShape(shape) +
                  ", but the model's target is " +
                  formatShape(shapeOf(target)) + " an example",
              "save the targets with the examples first and that shape behind");
}

} // namespace anabranch::runtime
