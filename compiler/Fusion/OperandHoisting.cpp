//===- OperandHoisting.cpp - What a kernel reads, earlier -----------------===//

#include "compiler/Fusion/OperandHoisting.h"

using namespace mlir;
using namespace anabranch;
using kernel::ElementwiseOp;

bool fusion::OperandHoisting::isPossible() {
  return llvm::all_of(reader.getInputs(),
                      [&](Value input) { return collect(input); });
}

/// One by one, since the order of a block whose operations are spliced has to
/// be found anew.
void fusion::OperandHoisting::move() {
  for (Operation *op : moved) {
    op->remove();
    place->getBlock()->getOperations().insert(place->getIterator(), op);
  }
}

/// Collects what has to move so that `value` is there, in order. Returns false
/// if something else would have to.
bool fusion::OperandHoisting::collect(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto load = dyn_cast_or_null<nn::LoadOp>(op))
    if (!canLoad(load))
      return false;
  if (!op || op == place || op->isBeforeInBlock(place))
    return true;
  auto elementwise = dyn_cast<ElementwiseOp>(op);
  bool isNumber = elementwise && elementwise.getDomain().getRank() == 0;
  if (!isNumber && !isa<nn::LoadOp, nn::StepValueOp, nn::ConstantOp>(op))
    return false;
  if (!llvm::all_of(op->getOperands(),
                    [&](Value operand) { return collect(operand); }))
    return false;
  moved.insert(op);
  return true;
}

/// Nobody may store another value in between. If the reader makes a new one, in
/// the old one's place, nobody else may read the old one behind `place`.
bool fusion::OperandHoisting::canLoad(nn::LoadOp load) {
  FlatSymbolRefAttr parameter = load.getParameterAttr();
  auto isBetween = [&](Operation *op) {
    return op->isBeforeInBlock(reader) && !op->isBeforeInBlock(place);
  };
  return llvm::none_of(parameters.getStores(parameter), isBetween) &&
         (!isStored(parameter) ||
          llvm::all_of(parameters.getLoads(parameter),
                       [&](nn::LoadOp load) { return isReadBefore(load); }));
}

bool fusion::OperandHoisting::isStored(Attribute parameter) {
  return llvm::any_of(reader->getUsers(), [&](Operation *user) {
    auto store = dyn_cast<nn::StoreOp>(user);
    return store && store.getParameterAttr() == parameter;
  });
}

/// Whether nothing but the reader reads a value, or a reshape of it, behind
/// `place`.
bool fusion::OperandHoisting::isReadBefore(Value value) {
  return llvm::all_of(value.getUsers(), [&](Operation *user) {
    if (auto reshape = dyn_cast<nn::ReshapeOp>(user))
      return isReadBefore(reshape);
    return user == reader || user->isBeforeInBlock(place);
  });
}
