//===- Dropout.cpp - Random masks from counters ---------------------------===//

#include "dialects/NN/NN.h"

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

LogicalResult DropoutMaskOp::verify() {
  if (getSeed().getType().getElementType() != getType().getElementType())
    return emitOpError("has a seed of type ")
           << getSeed().getType() << " for " << getType();
  return verifyRate(*this, getRate().convertToDouble());
}

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

/// A counter goes through the mixing function, and is combined with the next
/// (J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011).
SmallVector<Value> DropoutMaskOp::buildScalars(OpBuilder &builder,
                                               ValueRange operands) {
  Location loc = getLoc();
  IntegerBuilder bits(builder, loc);
  auto salt = static_cast<uint32_t>(getSalt());
  // An odd factor keeps counters from cancelling each other: 2^32 over the
  // golden ratio.
  constexpr uint32_t factor = 0x9e3779b9;
  Value key = bits.mix(bits.exclusiveOr(bits.truncate(operands[0]),
                                        bits.constant(salt * factor)));
  key = bits.mix(
      bits.exclusiveOr(key, bits.multiply(bits.truncate(operands[1]), factor)));
  Value random =
      bits.mix(bits.exclusiveOr(key, bits.multiply(operands[2], factor)));

  constexpr uint32_t precision = 24;
  double rate = getRate().convertToDouble();
  auto limit = static_cast<uint32_t>(rate * (1 << precision) + 0.5);
  Value kept = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::uge,
                                     bits.shiftRight(random, 32 - precision),
                                     bits.constant(limit));
  Type type = operands[0].getType();
  auto constant = [&](double value) -> Value {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getFloatAttr(type, value));
  };
  return {arith::SelectOp::create(builder, loc, kept, constant(1 / (1 - rate)),
                                  constant(0))};
}
