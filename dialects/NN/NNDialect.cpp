//===- NNDialect.cpp - Registration of the nn dialect ---------------------===//

#include "dialects/NN/Channels.h"
#include "dialects/NN/NN.h"
#include "dialects/NN/ScalarBuilder.h"

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

/// One type if all are equal, else a function type.
static ParseResult parseBinaryTypes(OpAsmParser &parser, Type &lhs, Type &rhs,
                                    Type &result) {
  SMLoc location = parser.getCurrentLocation();
  Type type;
  if (parser.parseType(type))
    return failure();
  auto function = dyn_cast<FunctionType>(type);
  if (!function) {
    lhs = rhs = result = type;
    return success();
  }
  if (function.getNumInputs() != 2 || function.getNumResults() != 1)
    return parser.emitError(location,
                            "needs two operands' and a result's type");
  lhs = function.getInput(0);
  rhs = function.getInput(1);
  result = function.getResult(0);
  return success();
}

static void printBinaryTypes(OpAsmPrinter &printer, Operation *, Type lhs,
                             Type rhs, Type result) {
  if (lhs == rhs && lhs == result)
    printer << lhs;
  else
    printer.printFunctionalType(TypeRange{lhs, rhs}, TypeRange{result});
}

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
  if (name == "nn.raw_inputs")
    return require(isa<DenseBoolArrayAttr>(value), "array<i1: ...>");
  if (name == "nn.loss") {
    auto list = dyn_cast<ArrayAttr>(value);
    return require(
        isa<LossAttr>(value) ||
            (list && llvm::all_of(list, llvm::IsaPred<LossAttr, UnitAttr>)),
        "a #nn.loss or an array of them and unit");
  }
  if (name == "nn.layers") {
    auto list = dyn_cast<ArrayAttr>(value);
    return require(list && llvm::all_of(list, llvm::IsaPred<LayerAttr>),
                   "an array of #nn.layer");
  }
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
  if (name == "nn.iteration")
    return require(isa<IntegerAttr>(value), "a whole number");
  return success();
}
