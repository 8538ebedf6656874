//===- Parameter.cpp - Parameters and the step's numbers ------------------===//

#include "dialects/NN/NN.h"

using namespace mlir;
using namespace anabranch::nn;

LogicalResult ParameterOp::verify() {
  if (!cast<RankedTensorType>(getType()).hasStaticShape())
    return emitOpError("needs a static shape, but has ") << getType();
  if (std::optional<ElementsAttr> value = getValue())
    if (value->getType() != getType())
      return emitOpError("has the type ")
             << getType() << ", but its value is a " << value->getType();
  return success();
}

/// Checks that `name` is a parameter of the given type.
static LogicalResult verifyAccess(Operation *op, FlatSymbolRefAttr name,
                                  Type type, SymbolTableCollection &symbols) {
  auto parameter = symbols.lookupNearestSymbolFrom<ParameterOp>(op, name);
  if (!parameter)
    return op->emitOpError("names no parameter: ") << name;
  if (parameter.getType() != type)
    return op->emitOpError("has the type ")
           << type << ", but " << name << " is a " << parameter.getType();
  return success();
}

LogicalResult LoadOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyAccess(*this, getParameterAttr(), getType(), symbols);
}

LogicalResult StoreOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyAccess(*this, getParameterAttr(), getValue().getType(), symbols);
}
