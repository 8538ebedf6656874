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

static Value makeWhole(OpBuilder &builder, Location location, int64_t value) {
  return arith::ConstantOp::create(
      builder, location,
      builder.getI32IntegerAttr(static_cast<int32_t>(value)));
}

namespace {
/// The indices of an element whose place in its tensor is known, an i32: the
/// last dimension's first.
class PlaceIndices {
public:
  PlaceIndices(OpBuilder &builder, Location location, Value place)
      : builder(builder), location(location), rest(place) {}

  /// The index in the next dimension, which has a size.
  Value take(int64_t size) {
    Value divisor = makeWhole(builder, location, size);
    Value index = arith::RemUIOp::create(builder, location, rest, divisor);
    rest = arith::DivUIOp::create(builder, location, rest, divisor);
    return index;
  }

private:
  OpBuilder &builder;
  Location location;
  Value rest;
};

/// Formulas over pixels' numbers, which are whole but floats.
class PixelBuilder {
public:
  PixelBuilder(OpBuilder &builder, Location location, Type type, int64_t size)
      : s(builder, location, type), builder(builder), location(location),
        type(type), size(static_cast<double>(size)) {}

  Value floor(Value number) {
    return math::FloorOp::create(builder, location, number);
  }
  Value toInteger(Value number) {
    return arith::FPToSIOp::create(builder, location, builder.getI32Type(),
                                   number);
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
      return clamp(pixel);
    case Border::Wrap:
      return modulo(pixel, size);
    case Border::Reflect: {
      Value folded = modulo(pixel, 2 * size);
      return s.min(folded, s.sub(s.constant(2 * size - 1), folded));
    }
    }
    llvm_unreachable("all borders have pixels");
  }

  /// The nearest pixel that there is.
  Value clamp(Value pixel) {
    return s.max(s.min(pixel, s.constant(size - 1)), s.constant(0));
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
  PlaceIndices indices(builder, loc, operands[2]);
  Value column = pixels.toFloat(indices.take(columns));
  Value row = pixels.toFloat(indices.take(rows));
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

bool SamplingPointsOp::needsElementIndex() { return true; }

LogicalResult SamplingPointsOp::verify() {
  constexpr size_t factors = 6;
  RankedTensorType places = getPlaces().getType(),
                   weights = getWeights().getType();
  if (getFactors().size() != factors || getSize().size() != 2 ||
      llvm::any_of(getSize(), [](int64_t size) { return size < 1; }))
    return emitOpError("needs six factors and an image's rows and columns");
  if (places.getShape() != weights.getShape() ||
      places.getShape().back() != getCount())
    return emitOpError("has ") << getCount() << " places and weights for a "
                               << "pixel, not " << places << " and " << weights;
  for (Type type : getFactors().getTypes()) {
    auto factor = cast<RankedTensorType>(type);
    if (factor.getElementType() != weights.getElementType() ||
        (factor.getRank() != 0 &&
         factor.getShape() !=
             ArrayRef<int64_t>{weights.getDimSize(0), 1, 1, 1}))
      return emitOpError("needs one number, or one for each example, but has ")
             << factor << " for " << weights;
  }
  return success();
}

SmallVector<Value> SamplingPointsOp::buildScalars(OpBuilder &builder,
                                                  ValueRange operands) {
  Location loc = getLoc();
  ArrayRef<int64_t> shape =
      cast<RankedTensorType>(getPlaces().getType()).getShape();
  Type type = operands.front().getType();
  // The last dimension is one of corners, those of a row behind each other.
  int64_t corners = getWholePixels() ? 1 : 2;
  PlaceIndices indices(builder, loc, operands.back());
  Value isRight = indices.take(corners), isBelow = indices.take(corners);
  Value column = indices.take(shape[2]), row = indices.take(shape[1]);

  Value place, weight;
  for (auto [dimension, isAfter] : {std::pair(0u, isBelow), {1u, isRight}}) {
    PixelBuilder pixels(builder, loc, type, getSize()[dimension]);
    ScalarBuilder &s = pixels.s;
    ValueRange factors = operands.slice(3 * static_cast<size_t>(dimension), 3);
    Value point = s.add(s.add(s.mul(factors[0], pixels.toFloat(row)),
                              s.mul(factors[1], pixels.toFloat(column))),
                        factors[2]);
    Value pixel, part;
    if (getWholePixels()) {
      pixel = pixels.floor(s.add(point, s.constant(0.5)));
      part = s.constant(1);
    } else {
      Value before = pixels.floor(point), behind = s.sub(point, before);
      Value after = pixels.toFloat(isAfter);
      pixel = s.add(before, after);
      // 1 - behind before the point, and behind after it.
      part = s.abs(s.sub(s.sub(s.constant(1), after), behind));
    }
    pixel = pixels.fold(pixel, getBorder());
    Value known = pixels.clamp(pixel);
    part = pixels.weigh(pixel, known, part);
    weight = weight ? s.mul(weight, part) : part;
    Value number = pixels.toInteger(known);
    if (place) {
      Value above = arith::MulIOp::create(
          builder, loc, place, makeWhole(builder, loc, getSize()[dimension]));
      number = arith::AddIOp::create(builder, loc, above, number);
    }
    place = number;
  }
  return {place, weight};
}

/// Whether images of a type have pixels at such places, and `result` those that
/// are made of them.
static LogicalResult verifySampling(Operation *op, RankedTensorType image,
                                    RankedTensorType result,
                                    RankedTensorType places,
                                    RankedTensorType weights) {
  constexpr int64_t rank = 4;
  SmallVector<int64_t> shape(places.getShape());
  if (image.getRank() == rank) {
    shape.back() = image.getShape().back();
    if (result == image.clone(shape) && image.getDimSize(0) == shape[0] &&
        places.getShape() == weights.getShape())
      return success();
  }
  return op->emitOpError("cannot sample ")
         << image << " at " << places << " with " << weights << " to "
         << result;
}

LogicalResult SamplePixelsOp::verify() {
  return verifySampling(*this, getImage().getType(), getType(),
                        getPlaces().getType(), getWeights().getType());
}

LogicalResult SamplePixelsGradOp::verify() {
  return verifySampling(*this, getType(), getOutputGrad().getType(),
                        getPlaces().getType(), getWeights().getType());
}
