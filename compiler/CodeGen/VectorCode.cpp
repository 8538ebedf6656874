//===- VectorCode.cpp - Scalar regions over vectors of channels -----------===//

#include "compiler/CodeGen/VectorCode.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using kernel::Broadcast;

Type codegen::getLanesType(Type element, Lanes lanes) {
  return lanes.isScalar() ? element : VectorType::get({lanes.lanes}, element);
}

static Value getMask(LoopBuilder &loops, Lanes lanes) {
  SmallVector<bool> bits(lanes.lanes, false);
  std::fill_n(bits.begin(), lanes.valid, true);
  auto type = VectorType::get({lanes.lanes}, loops.builder.getI1Type());
  return arith::ConstantOp::create(loops.builder, loops.location,
                                   DenseElementsAttr::get(type, bits));
}

Value codegen::zeroInvalid(LoopBuilder &loops, Value value, Lanes lanes) {
  if (!lanes.isMasked())
    return value;
  Type element = getElementTypeOrSelf(value.getType());
  return arith::SelectOp::create(loops.builder, loops.location,
                                 getMask(loops, lanes), value,
                                 splat(loops, element, 0, lanes));
}

Value codegen::splat(LoopBuilder &loops, Type element, double constant,
                     Lanes lanes) {
  TypedAttr value = loops.builder.getFloatAttr(element, constant);
  if (!lanes.isScalar())
    value = DenseElementsAttr::get(
        cast<ShapedType>(getLanesType(element, lanes)), value);
  return arith::ConstantOp::create(loops.builder, loops.location, value);
}

Value codegen::broadcast(LoopBuilder &loops, Value value, Lanes lanes) {
  if (lanes.isScalar())
    return value;
  return vector::BroadcastOp::create(loops.builder, loops.location,
                                     getLanesType(value.getType(), lanes),
                                     value);
}

/// A perfect shuffle of the two halves of the rows, done once for each bit of
/// their number, rotates the bits of row and column into each other's place
/// (H. Stone, Parallel processing with the perfect shuffle, 1971).
SmallVector<Value> codegen::transpose(LoopBuilder &loops,
                                      ArrayRef<Value> rows) {
  auto size = static_cast<int64_t>(rows.size());
  SmallVector<int64_t> low, high;
  for (int64_t i = 0; i < size; ++i) {
    low.push_back(i / 2 + i % 2 * size);
    high.push_back(low.back() + size / 2);
  }
  SmallVector<Value> result(rows);
  for (int64_t step = 1; step < size; step *= 2) {
    SmallVector<Value> next;
    for (int64_t i = 0; i < size / 2; ++i)
      for (ArrayRef<int64_t> mask : {low, high})
        next.push_back(vector::ShuffleOp::create(loops.builder, loops.location,
                                                 result[i],
                                                 result[i + size / 2], mask));
    result = std::move(next);
  }
  return result;
}

Value codegen::interleave(LoopBuilder &loops, Value even, Value odd) {
  int64_t size = cast<VectorType>(even.getType()).getNumElements();
  SmallVector<int64_t> mask;
  for (int64_t i = 0; i < size; ++i)
    mask.append({i, i + size});
  return vector::ShuffleOp::create(loops.builder, loops.location, even, odd,
                                   mask);
}

SmallVector<Value> codegen::transposePairs(LoopBuilder &loops,
                                           ArrayRef<Value> rows) {
  auto words = VectorType::get({static_cast<int64_t>(rows.size())},
                               loops.builder.getI32Type());
  auto cast = [&](ArrayRef<Value> values, Type type) {
    return llvm::map_to_vector(values, [&](Value value) -> Value {
      return vector::BitCastOp::create(loops.builder, loops.location, type,
                                       value);
    });
  };
  return cast(transpose(loops, cast(rows, words)), rows.front().getType());
}

Value codegen::loadLanes(LoopBuilder &loops, Value memref, ValueRange indices,
                         Lanes lanes) {
  OpBuilder &builder = loops.builder;
  Type element = getElementTypeOrSelf(memref.getType());
  if (lanes.isScalar())
    return memref::LoadOp::create(builder, loops.location, memref, indices);
  auto type = cast<VectorType>(getLanesType(element, lanes));
  if (!lanes.isMasked())
    return vector::LoadOp::create(builder, loops.location, type, memref,
                                  indices);
  Value zero = arith::ConstantOp::create(builder, loops.location,
                                         builder.getZeroAttr(type));
  return vector::MaskedLoadOp::create(builder, loops.location, type, memref,
                                      indices, getMask(loops, lanes), zero);
}

void codegen::storeLanes(LoopBuilder &loops, Value value, Value memref,
                         ValueRange indices, Lanes lanes) {
  OpBuilder &builder = loops.builder;
  if (lanes.isScalar())
    memref::StoreOp::create(builder, loops.location, value, memref, indices);
  else if (!lanes.isMasked())
    vector::StoreOp::create(builder, loops.location, value, memref, indices);
  else
    vector::MaskedStoreOp::create(builder, loops.location, memref, indices,
                                  getMask(loops, lanes), value);
}

void codegen::streamLanes(LoopBuilder &loops, Value value, Value memref,
                          ValueRange indices) {
  auto type = cast<VectorType>(value.getType());
  int64_t bytes = type.getNumElements() * type.getElementTypeBitWidth() / 8;
  // Parts of lines that come one by one would each go to memory.
  bool isLine = bytes == cacheLineBytes;
  auto store = vector::StoreOp::create(loops.builder, loops.location, value,
                                       memref, indices, isLine);
  if (isLine)
    store.setAlignment(bytes);
}

bool codegen::isSameInAllRows(ShapedType domain, Value operand) {
  Broadcast kind =
      *kernel::getBroadcast(cast<ShapedType>(operand.getType()), domain);
  return kind == Broadcast::Channel || kind == Broadcast::Scalar;
}

Value codegen::loadOperand(LoopBuilder &loops, Value memref, ShapedType domain,
                           ValueRange indices, Lanes lanes) {
  auto type = cast<MemRefType>(memref.getType());
  constexpr Lanes scalar{0, 0};
  switch (*kernel::getBroadcast(type, domain)) {
  case Broadcast::Element:
    return loadLanes(loops, memref, indices, lanes);
  case Broadcast::Channel:
    return loadLanes(loops, memref, indices.back(), lanes);
  case Broadcast::Row: {
    SmallVector<Value> row = llvm::to_vector(indices);
    row.back() = loops.index(0);
    return broadcast(loops, loadLanes(loops, memref, row, scalar), lanes);
  }
  case Broadcast::Stretched: {
    SmallVector<Value> place;
    for (auto [size, index] : llvm::zip_equal(type.getShape(), indices))
      place.push_back(size == 1 ? loops.index(0) : index);
    if (type.getShape().back() != 1 || domain.getShape().back() == 1)
      return loadLanes(loops, memref, place, lanes);
    return broadcast(loops, loadLanes(loops, memref, place, scalar), lanes);
  }
  case Broadcast::Scalar:
    return broadcast(loops, loadLanes(loops, memref, {}, scalar), lanes);
  }
  llvm_unreachable("all kinds of broadcast are handled");
}

SmallVector<Value> codegen::loadOperands(LoopBuilder &loops, ValueRange group,
                                         ShapedType domain, ValueRange indices,
                                         Lanes lanes) {
  return llvm::map_to_vector(group, [&](Value operand) {
    return loadOperand(loops, operand, domain, indices, lanes);
  });
}

/// index, index + 1, ... as i32.
static Value countLanes(LoopBuilder &loops, Value index, Lanes lanes) {
  OpBuilder &builder = loops.builder;
  Location location = loops.location;
  Value first = arith::IndexCastOp::create(builder, location,
                                           builder.getI32Type(), index);
  if (lanes.isScalar())
    return first;
  SmallVector<int32_t> steps(lanes.lanes);
  std::iota(steps.begin(), steps.end(), 0);
  auto type = VectorType::get({lanes.lanes}, builder.getI32Type());
  Value step = arith::ConstantOp::create(
      builder, location,
      DenseElementsAttr::get(type, ArrayRef<int32_t>(steps)));
  return arith::AddIOp::create(builder, location,
                               broadcast(loops, first, lanes), step);
}

Value codegen::getElementIndex(LoopBuilder &loops, ShapedType domain,
                               ValueRange indices) {
  Value place = indices.front();
  for (auto [size, index] :
       llvm::zip_equal(domain.getShape().drop_front(), indices.drop_front()))
    place = loops.add(loops.mul(place, size), index);
  return place;
}

SmallVector<Value> codegen::cloneOverLanes(LoopBuilder &loops, Region &region,
                                           ValueRange arguments,
                                           ShapedType domain,
                                           ValueRange indices, Lanes lanes) {
  OpBuilder &builder = loops.builder;
  IRMapping mapping;
  Block &block = region.front();
  mapping.map(block.getArguments(), arguments);
  for (Operation &op : block.without_terminator()) {
    if (isa<kernel::ChannelIndexOp>(op)) {
      mapping.map(op.getResult(0), countLanes(loops, indices.back(), lanes));
      continue;
    }
    if (isa<kernel::ElementIndexOp>(op)) {
      Value place = getElementIndex(loops, domain, indices);
      mapping.map(op.getResult(0), countLanes(loops, place, lanes));
      continue;
    }
    if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
      TypedAttr value = constant.getValue();
      if (!lanes.isScalar())
        value = DenseElementsAttr::get(
            cast<ShapedType>(getLanesType(value.getType(), lanes)),
            Attribute(value));
      mapping.map(op.getResult(0),
                  arith::ConstantOp::create(builder, op.getLoc(), value));
      continue;
    }
    // All other ops of a region are elementwise mappable.
    OperationState state(op.getLoc(), op.getName());
    for (Value operand : op.getOperands())
      state.operands.push_back(mapping.lookup(operand));
    for (Type type : op.getResultTypes())
      state.types.push_back(getLanesType(type, lanes));
    state.addAttributes(op.getAttrs());
    mapping.map(op.getResults(), builder.create(state)->getResults());
  }
  return llvm::map_to_vector(
      block.getTerminator()->getOperands(),
      [&](Value value) { return mapping.lookup(value); });
}

Value codegen::loadWithPrologue(LoopBuilder &loops, ValueRange group,
                                Region &prologue, ValueRange indices,
                                Lanes lanes) {
  auto domain = cast<ShapedType>(group.front().getType());
  return cloneOverLanes(loops, prologue,
                        loadOperands(loops, group, domain, indices, lanes),
                        domain, indices, lanes)[0];
}

void codegen::forEachVector(LoopBuilder &loops, int64_t channels, int64_t lanes,
                            function_ref<void(Value, Lanes)> body) {
  int64_t whole = channels / lanes * lanes;
  loops.loop(
      whole,
      [&](Value channel) {
        body(channel, {lanes, lanes});
      },
      lanes);
  if (whole < channels)
    body(loops.index(whole), {lanes, channels - whole});
}

void codegen::forEachPixel(LoopBuilder &loops, ShapedType images, int64_t lanes,
                           function_ref<void(Value, Value, Lanes)> body) {
  loops.loop(images.getDimSize(2), [&](Value x) {
    forEachVector(
        loops, images.getDimSize(3), lanes,
        [&](Value channel, Lanes vector) { body(x, channel, vector); });
  });
}

void codegen::forEachPixel(
    LoopBuilder &loops, ShapedType images, int64_t lanes,
    function_ref<void(Value, Value, Value, Lanes)> body) {
  loops.loop(images.getDimSize(1), [&](Value y) {
    forEachPixel(loops, images, lanes,
                 [&](Value x, Value channel, Lanes vector) {
                   body(y, x, channel, vector);
                 });
  });
}
