//===- Augmentation.cpp - Matrices that sample pixels ---------------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

using namespace mlir;
using namespace anabranch::nn;

bool SamplingMatrixOp::needsElementIndex() { return true; }

LogicalResult SamplingMatrixOp::verify() {
  RankedTensorType type = getType();
  if (type.getRank() != 3)
    return emitOpError("makes one matrix for each example, not ") << type;
  for (RankedTensorType operand : {getScale().getType(), getOffset().getType()})
    if (operand.getElementType() != type.getElementType() ||
        (operand.getRank() != 0 &&
         operand.getShape() != ArrayRef<int64_t>{type.getDimSize(0), 1, 1}))
      return emitOpError("needs one number, or one for each example, but has ")
             << operand << " for " << type;
  return success();
}

namespace {
/// Formulas over pixels' numbers, which are whole but floats.
class PixelBuilder {
public:
  PixelBuilder(OpBuilder &builder, Location location, Type type, int64_t size)
      : s(builder, location, type), builder(builder), location(location),
        type(type), size(static_cast<double>(size)) {}

  Value floor(Value number) {
    return math::FloorOp::create(builder, location, number);
  }
  Value toFloat(Value number) {
    return arith::SIToFPOp::create(builder, location, type, number);
  }

  /// The pixel that stands for one that may lie outside.
  Value fold(Value pixel, Border border) {
    switch (border) {
    case Border::Zero:
      return pixel;
    case Border::Nearest:
      return s.max(s.min(pixel, s.constant(size - 1)), s.constant(0));
    case Border::Wrap:
      return modulo(pixel, size);
    case Border::Reflect: {
      Value folded = modulo(pixel, 2 * size);
      return s.min(folded, s.sub(s.constant(2 * size - 1), folded));
    }
    }
    llvm_unreachable("all borders have pixels");
  }

  /// `weight` if the pixels are the same, else 0.
  Value weigh(Value a, Value b, Value weight) {
    Value equal = arith::CmpFOp::create(builder, location,
                                        arith::CmpFPredicate::OEQ, a, b);
    return s.select(equal, weight, s.constant(0));
  }

  ScalarBuilder s;

private:
  Value modulo(Value number, double divisor) {
    Value times = floor(s.div(number, s.constant(divisor)));
    return s.sub(number, s.mul(times, s.constant(divisor)));
  }

  OpBuilder &builder;
  Location location;
  Type type;
  double size;
};
} // namespace

SmallVector<Value> SamplingMatrixOp::buildScalars(OpBuilder &builder,
                                                  ValueRange operands) {
  Location loc = getLoc();
  int64_t rows = getType().getDimSize(1), columns = getType().getDimSize(2);
  PixelBuilder pixels(builder, loc, operands[0].getType(), columns);
  ScalarBuilder &s = pixels.s;
  auto whole = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(
        builder, loc, builder.getI32IntegerAttr(static_cast<int32_t>(value)));
  };
  // The element's place is (example rows + row) columns + column.
  Value index = operands[2];
  Value column = pixels.toFloat(
      arith::RemUIOp::create(builder, loc, index, whole(columns)));
  Value row = pixels.toFloat(arith::RemUIOp::create(
      builder, loc, arith::DivUIOp::create(builder, loc, index, whole(columns)),
      whole(rows)));
  Value place = s.add(s.mul(operands[0], row), operands[1]);
  if (getWholePixels()) {
    Value nearest = pixels.floor(s.add(place, s.constant(0.5)));
    return {
        pixels.weigh(pixels.fold(nearest, getBorder()), column, s.constant(1))};
  }
  Value before = pixels.floor(place);
  Value part = s.sub(place, before);
  Value after = s.add(before, s.constant(1));
  Value near = pixels.weigh(pixels.fold(before, getBorder()), column,
                            s.sub(s.constant(1), part));
  return {
      s.add(near, pixels.weigh(pixels.fold(after, getBorder()), column, part))};
}
