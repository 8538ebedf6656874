//===- Reduction.cpp - Reductions of rows and of everything ---------------===//

#include "compiler/CodeGen/CPU/KernelArguments.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/Schedule/Workspace.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

#include <limits>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::cpu;
using kernel::ReductionKind;

/// The value that the epilogue yields for one element.
static Value getElement(const KernelArguments &arguments, LoopBuilder &loops,
                        ValueRange indices) {
  constexpr Lanes scalar{0, 0};
  kernel::KernelOpInterface op = arguments.op;
  SmallVector<Value> operands;
  for (Value input : op.getInputs())
    operands.push_back(
        loadOperand(loops, input, arguments.domain, indices, scalar));
  return cloneOverLanes(loops, op.getEpilogue(), operands, indices.back(),
                        scalar)[0];
}

/// What is carried along a row: the value so far, and for argmax where it was.
static SmallVector<Value> combine(LoopBuilder &loops, ReductionKind kind,
                                  ValueRange carried, Value element,
                                  Value index) {
  OpBuilder &builder = loops.builder;
  Location location = loops.location;
  if (kind == ReductionKind::Sum) {
    if (carried[0].getType() != element.getType())
      element = arith::ExtFOp::create(builder, location, carried[0].getType(),
                                      element);
    return {arith::AddFOp::create(builder, location, carried[0], element)};
  }
  if (kind == ReductionKind::Max)
    return {arith::MaximumFOp::create(builder, location, carried[0], element)};
  Value greater = arith::CmpFOp::create(
      builder, location, arith::CmpFPredicate::OGT, element, carried[0]);
  return {
      arith::SelectOp::create(builder, location, greater, element, carried[0]),
      arith::SelectOp::create(builder, location, greater, index, carried[1])};
}

static void generateRowReduction(kernel::ReductionOp op,
                                 const KernelArguments &arguments, Value extent,
                                 LoopBuilder &loops) {
  OpBuilder &builder = loops.builder;
  constexpr Lanes scalar{0, 0};
  int64_t channels = arguments.domain.getShape().back();
  int64_t rows = schedule::getRowsPerBlock(channels);
  bool isSum = op.getKind() == ReductionKind::Sum;
  auto body = [&](Value row) {
    SmallVector<Value> initial{
        splat(loops, arguments.element,
              isSum ? 0 : -std::numeric_limits<double>::infinity(), scalar)};
    if (op.getKind() == ReductionKind::ArgMax)
      initial.push_back(loops.index(0));
    Value result =
        loops
            .loop(
                loops.index(0), loops.index(channels), 1, initial,
                [&](Value channel, ValueRange carried) {
                  Value element = getElement(arguments, loops, {row, channel});
                  return combine(loops, op.getKind(), carried, element,
                                 channel);
                })
            .back();
    if (op.getKind() == ReductionKind::ArgMax)
      result = arith::IndexCastOp::create(builder, loops.location,
                                          builder.getI32Type(), result);
    memref::StoreOp::create(builder, loops.location, result,
                            arguments.stored[0],
                            ValueRange{row, loops.index(0)});
  };
  loops.parallel(loops.ceilDiv(extent, rows), 0, [&](Value block, Value) {
    Value begin = loops.mul(block, rows);
    loops.loop(begin, loops.min(loops.add(begin, rows), extent), 1, {},
               [&](Value row, ValueRange) -> SmallVector<Value> {
                 body(row);
                 return {};
               });
  });
}

/// One thread adds everything in order, in double precision: it is only ever
/// the loss, a few numbers per example.
static void generateTotal(const KernelArguments &arguments, Value extent,
                          LoopBuilder &loops) {
  OpBuilder &builder = loops.builder;
  int64_t channels = arguments.domain.getShape().back();
  loops.parallel(loops.index(1), 0, [&](Value, Value) {
    Value zero = splat(loops, builder.getF64Type(), 0, {0, 0});
    auto sumRow = [&](Value row, ValueRange carried) -> SmallVector<Value> {
      return llvm::to_vector(loops.loop(
          loops.index(0), loops.index(channels), 1, carried,
          [&](Value channel, ValueRange sum) {
            return combine(loops, ReductionKind::Sum, sum,
                           getElement(arguments, loops, {row, channel}),
                           channel);
          }));
    };
    Value sum = loops.loop(loops.index(0), extent, 1, zero, sumRow)[0];
    if (!arguments.element.isF64())
      sum = arith::TruncFOp::create(builder, loops.location, arguments.element,
                                    sum);
    memref::StoreOp::create(builder, loops.location, sum, arguments.stored[0],
                            ValueRange());
  });
}

void cpu::generate(kernel::ReductionOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &) {
  KernelArguments arguments(op);
  if (op.getScope() == kernel::ReductionScope::Row)
    generateRowReduction(op, arguments, extent, loops);
  else
    generateTotal(arguments, extent, loops);
}
