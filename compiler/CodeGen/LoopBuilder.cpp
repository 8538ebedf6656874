//===- LoopBuilder.cpp - Loops and index arithmetic -----------------------===//

#include "compiler/CodeGen/LoopBuilder.h"

#include "dialects/Kernel/Kernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

Value LoopBuilder::index(int64_t value) {
  return arith::ConstantIndexOp::create(builder, location, value);
}

Value LoopBuilder::add(Value a, Value b) {
  return builder.createOrFold<arith::AddIOp>(location, a, b);
}

Value LoopBuilder::sub(Value a, Value b) {
  return builder.createOrFold<arith::SubIOp>(location, a, b);
}

Value LoopBuilder::mul(Value a, Value b) {
  return builder.createOrFold<arith::MulIOp>(location, a, b);
}

Value LoopBuilder::div(Value a, int64_t b) {
  return builder.createOrFold<arith::DivUIOp>(location, a, index(b));
}

Value LoopBuilder::rem(Value a, int64_t b) {
  return builder.createOrFold<arith::RemUIOp>(location, a, index(b));
}

Value LoopBuilder::ceilDiv(Value a, int64_t b) { return div(add(a, b - 1), b); }

Value LoopBuilder::ceilDiv(Value a, Value b) {
  Value most = add(a, sub(b, index(1)));
  return builder.createOrFold<arith::DivUIOp>(location, most, b);
}

Value LoopBuilder::min(Value a, Value b) {
  return builder.createOrFold<arith::MinSIOp>(location, a, b);
}

Value LoopBuilder::max(Value a, Value b) {
  return builder.createOrFold<arith::MaxSIOp>(location, a, b);
}

Value LoopBuilder::blockSize(Value start, int64_t block, int64_t size) {
  Value whole = index(block);
  return size % block == 0 ? whole : min(whole, sub(index(size), start));
}

Value LoopBuilder::less(Value a, Value b) {
  return builder.createOrFold<arith::CmpIOp>(location,
                                             arith::CmpIPredicate::slt, a, b);
}

Value LoopBuilder::equal(Value a, Value b) {
  return builder.createOrFold<arith::CmpIOp>(location, arith::CmpIPredicate::eq,
                                             a, b);
}

Value LoopBuilder::both(Value a, Value b) {
  return builder.createOrFold<arith::AndIOp>(location, a, b);
}

ValueRange
LoopBuilder::loop(Value lower, Value upper, int64_t step, ValueRange carried,
                  function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  auto loop = scf::ForOp::create(
      builder, location, lower, upper, index(step), carried,
      [&](OpBuilder &, Location, Value i, ValueRange values) {
        scf::YieldOp::create(builder, location, body(i, values));
      });
  return loop.getResults();
}

void LoopBuilder::loop(Value lower, Value upper, function_ref<void(Value)> body,
                       int64_t step) {
  loop(lower, upper, step, {}, [&](Value i, ValueRange) -> SmallVector<Value> {
    body(i);
    return {};
  });
}

void LoopBuilder::loop(Value upper, function_ref<void(Value)> body,
                       int64_t step) {
  if (std::optional<int64_t> count = getConstantIntValue(upper)) {
    if (*count <= step) {
      if (*count > 0)
        body(index(0));
      return;
    }
  }
  loop(index(0), upper, body, step);
}

void LoopBuilder::loop(int64_t upper, function_ref<void(Value)> body,
                       int64_t step) {
  loop(index(upper), body, step);
}

void LoopBuilder::when(Value condition, function_ref<void()> body,
                       function_ref<void()> otherwise) {
  auto branch = [&](function_ref<void()> build) {
    return [this, build](OpBuilder &, Location) {
      build();
      scf::YieldOp::create(builder, location);
    };
  };
  if (otherwise)
    scf::IfOp::create(builder, location, condition, branch(body),
                      branch(otherwise));
  else
    scf::IfOp::create(builder, location, condition, branch(body));
}

void LoopBuilder::parallel(Value begin, Value end, int64_t scratchBytes,
                           ParallelBody body) {
  auto op = kernel::ParallelOp::create(builder, location, begin, end,
                                       builder.getI64IntegerAttr(scratchBytes));
  OpBuilder::InsertionGuard guard(builder);
  auto bytes = MemRefType::get({ShapedType::kDynamic}, builder.getI8Type());
  Block *block = builder.createBlock(
      &op.getBody(), {}, {builder.getIndexType(), bytes}, {location, location});
  body(block->getArgument(0), block->getArgument(1));
  kernel::YieldOp::create(builder, location);
}

Value LoopBuilder::view(Value bytes, int64_t byteOffset, Type type,
                        int64_t count) {
  return memref::ViewOp::create(builder, location,
                                MemRefType::get({count}, type), bytes,
                                index(byteOffset), ValueRange());
}

Value LoopBuilder::view(Value bytes, Type type, Value count) {
  return memref::ViewOp::create(builder, location,
                                MemRefType::get({ShapedType::kDynamic}, type),
                                bytes, index(0), count);
}
