//===- Reduction.cpp - What reductions do with each element ---------------===//

#include "compiler/CodeGen/Reduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using kernel::ReductionKind;

Value codegen::getReduced(LoopBuilder &loops, const KernelArguments &arguments,
                          ValueRange indices, Lanes lanes) {
  kernel::KernelOpInterface op = arguments.op;
  return cloneOverLanes(
      loops, op.getEpilogue(),
      loadOperands(loops, op.getInputs(), arguments.domain, indices, lanes),
      arguments.domain, indices, lanes)[0];
}

SmallVector<Value> codegen::startReduction(LoopBuilder &loops,
                                           ReductionKind kind, Type element) {
  double value =
      kind == ReductionKind::Sum ? 0 : -std::numeric_limits<double>::infinity();
  SmallVector<Value> initial{splat(loops, element, value, {0, 0})};
  if (kind == ReductionKind::ArgMax)
    initial.push_back(loops.index(0));
  return initial;
}

SmallVector<Value> codegen::combineReduction(LoopBuilder &loops,
                                             ReductionKind kind,
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
  Value isGreater = arith::CmpFOp::create(
      builder, location, arith::CmpFPredicate::OGT, element, carried[0]);
  Value isEqual = arith::CmpFOp::create(
      builder, location, arith::CmpFPredicate::OEQ, element, carried[0]);
  Value isBetter =
      arith::OrIOp::create(builder, location, isGreater,
                           loops.both(isEqual, loops.less(index, carried[1])));
  return {
      arith::SelectOp::create(builder, location, isBetter, element, carried[0]),
      arith::SelectOp::create(builder, location, isBetter, index, carried[1])};
}
