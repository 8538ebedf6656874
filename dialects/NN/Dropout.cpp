//===- Dropout.cpp - Random numbers from counters -------------------------===//

#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

#include <cmath>

using namespace mlir;
using namespace anabranch::nn;

static LogicalResult verifyRate(Operation *op, double rate) {
  if (!(rate >= 0 && rate < 1))
    return op->emitOpError("needs a rate from 0 to below 1, not ") << rate;
  return success();
}

LogicalResult DropoutOp::verify() {
  int64_t last = 0;
  for (int64_t axis : getShared()) {
    if (axis <= last || axis >= getType().getRank())
      return emitOpError("needs ascending axes behind the batch's of ")
             << getType() << ", not " << getShared();
    last = axis;
  }
  return verifyRate(*this, getRate().convertToDouble());
}

void DropoutOp::insertDimensions(ArrayRef<int64_t> positions) {
  setShared(llvm::map_to_vector(getShared(), [&](int64_t axis) {
    return getNewPosition(axis, positions);
  }));
}

LogicalResult DropoutMaskOp::verify() {
  if (getSeed().getType().getElementType() != getType().getElementType())
    return emitOpError("has a seed of type ")
           << getSeed().getType() << " for " << getType();
  return verifyRate(*this, getRate().convertToDouble());
}

/// As many as a float holds exactly.
static constexpr uint32_t randomBits = 24;

namespace {
/// Arithmetic modulo 2^32.
class IntegerBuilder {
public:
  IntegerBuilder(OpBuilder &builder, Location location)
      : builder(builder), location(location) {}

  Value constant(uint32_t value) {
    return arith::ConstantOp::create(
        builder, location,
        builder.getI32IntegerAttr(static_cast<int32_t>(value)));
  }
  Value multiply(Value a, uint32_t b) {
    return arith::MulIOp::create(builder, location, a, constant(b));
  }
  Value exclusiveOr(Value a, Value b) {
    return arith::XOrIOp::create(builder, location, a, b);
  }
  Value shiftRight(Value a, uint32_t bits) {
    return arith::ShRUIOp::create(builder, location, a, constant(bits));
  }
  Value truncate(Value number) {
    return arith::FPToSIOp::create(builder, location, builder.getI32Type(),
                                   number);
  }
  /// Spreads every bit over all others: the end of A. Appleby's MurmurHash3.
  Value mix(Value bits) {
    bits = exclusiveOr(bits, shiftRight(bits, 16));
    bits = multiply(bits, 0x85ebca6b);
    bits = exclusiveOr(bits, shiftRight(bits, 13));
    bits = multiply(bits, 0xc2b2ae35);
    return exclusiveOr(bits, shiftRight(bits, 16));
  }

private:
  OpBuilder &builder;
  Location location;
};
} // namespace

bool DropoutMaskOp::needsElementIndex() { return true; }

/// A number of `randomBits` bits from the seed, the iteration and an element's
/// place: a counter goes through the mixing function, and is combined with the
/// next (J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
/// 2011).
static Value buildRandomBits(IntegerBuilder &bits, ValueRange counters,
                             int64_t salt) {
  // An odd factor keeps counters from cancelling each other: 2^32 over the
  // golden ratio.
  constexpr uint32_t factor = 0x9e3779b9;
  Value key = bits.mix(
      bits.exclusiveOr(bits.truncate(counters[0]),
                       bits.constant(static_cast<uint32_t>(salt) * factor)));
  key = bits.mix(
      bits.exclusiveOr(key, bits.multiply(bits.truncate(counters[1]), factor)));
  Value random =
      bits.mix(bits.exclusiveOr(key, bits.multiply(counters[2], factor)));
  return bits.shiftRight(random, 32 - randomBits);
}

SmallVector<Value> DropoutMaskOp::buildScalars(OpBuilder &builder,
                                               ValueRange operands) {
  Location loc = getLoc();
  IntegerBuilder bits(builder, loc);
  double rate = getRate().convertToDouble();
  auto limit = static_cast<uint32_t>(std::lround(rate * (1 << randomBits)));
  Value kept = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::uge,
      buildRandomBits(bits, operands, static_cast<int64_t>(getSalt())),
      bits.constant(limit));
  ScalarBuilder s(builder, loc, operands[0].getType());
  return {s.select(kept, s.constant(1 / (1 - rate)), s.constant(0))};
}

bool RandomUniformOp::needsElementIndex() { return true; }

LogicalResult RandomUniformOp::verify() {
  if (getSeed().getType().getElementType() != getType().getElementType())
    return emitOpError("has a seed of type ")
           << getSeed().getType() << " for " << getType();
  if (!(getLow() <= getHigh()))
    return emitOpError("needs a lower limit that is not above the upper one");
  return success();
}

SmallVector<Value> RandomUniformOp::buildScalars(OpBuilder &builder,
                                                 ValueRange operands) {
  IntegerBuilder bits(builder, getLoc());
  Value random =
      buildRandomBits(bits, operands, static_cast<int64_t>(getSalt()));
  Type type = operands[0].getType();
  Value whole = arith::SIToFPOp::create(builder, getLoc(), type, random);
  double low = getLow().convertToDouble();
  double step = (getHigh().convertToDouble() - low) / (1 << randomBits);
  ScalarBuilder s(builder, getLoc(), type);
  return {s.add(s.mul(whole, s.constant(step)), s.constant(low))};
}
