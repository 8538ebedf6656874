//===- NNDialect.cpp - Registration of the nn dialect ---------------------===//

#include "dialects/NN/NN.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace anabranch::nn;

#include "dialects/NN/NNDialect.cpp.inc"
#include "dialects/NN/NNEnums.cpp.inc"

#include "dialects/NN/NNAttrInterfaces.cpp.inc"
#include "dialects/NN/NNOpInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/NN/NNAttributes.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/NN/NNOps.cpp.inc"

void NNDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/NN/NNAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/NN/NNOps.cpp.inc"
      >();
}

LogicalResult NNDialect::verifyOperationAttribute(Operation *op,
                                                  NamedAttribute attribute) {
  auto require = [&](bool holds, const Twine &wanted) -> LogicalResult {
    if (holds)
      return success();
    return op->emitError("attribute '")
           << attribute.getName().getValue() << "' must be " << wanted
           << ", but is " << attribute.getValue();
  };
  StringRef name = attribute.getName().getValue();
  Attribute value = attribute.getValue();
  if (name == "nn.loss")
    return require(isa<LossAttr>(value), "a #nn.loss");
  if (name == "nn.metrics") {
    auto list = dyn_cast<ArrayAttr>(value);
    return require(list && llvm::all_of(list, llvm::IsaPred<MetricAttr>),
                   "an array of #nn.metric");
  }
  if (name == "nn.optimizer")
    return require(isa<OptimizerAttrInterface>(value), "an optimizer");
  if (name == "nn.schedule")
    return require(isa<ScheduleAttrInterface>(value), "a schedule");
  if (name == "nn.weight_decay")
    return require(isa<FloatAttr>(value), "a number");
  if (name == "nn.gradient_clipping")
    return require(isa<GradientClippingAttr>(value), "a #nn.gradient_clipping");
  return success();
}
