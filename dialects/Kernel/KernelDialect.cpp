//===- KernelDialect.cpp - The kernel dialect -----------------------------===//

#include "dialects/Kernel/Kernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::kernel;

#include "dialects/Kernel/KernelDialect.cpp.inc"
#include "dialects/Kernel/KernelEnums.cpp.inc"
#include "dialects/Kernel/KernelInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Kernel/KernelAttributes.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Kernel/KernelOps.cpp.inc"

void KernelDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Kernel/KernelAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Kernel/KernelOps.cpp.inc"
      >();
}

std::optional<Broadcast> kernel::getBroadcast(ShapedType type,
                                              ShapedType domain) {
  if (type.getShape() == domain.getShape())
    return Broadcast::Element;
  if (type.getRank() == 0)
    return Broadcast::Scalar;
  if (domain.getRank() == 0)
    return std::nullopt;
  if (type.getRank() == 1 && type.getDimSize(0) == domain.getShape().back())
    return Broadcast::Channel;
  if (type.getRank() == domain.getRank() && type.getShape().back() == 1 &&
      type.getShape().drop_back() == domain.getShape().drop_back())
    return Broadcast::Row;
  // What is batched is read example by example.
  if (type.getRank() != domain.getRank() ||
      (domain.isDynamicDim(0) && !type.isDynamicDim(0)))
    return std::nullopt;
  for (auto [size, wanted] :
       llvm::zip_equal(type.getShape(), domain.getShape()))
    if (size != wanted && size != 1)
      return std::nullopt;
  return Broadcast::Stretched;
}

bool kernel::readsStretched(KernelOpInterface op) {
  return llvm::any_of(op.getInputs(), [&](Value input) {
    return getBroadcast(cast<ShapedType>(input.getType()), op.getDomain()) ==
           Broadcast::Stretched;
  });
}

ExtentAttr kernel::getBytes(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  bool batched = !tensor.hasStaticShape();
  int64_t size = tensor.getElementTypeBitWidth() / 8;
  for (int64_t dimension : tensor.getShape().drop_front(batched ? 1 : 0))
    size *= dimension;
  return ExtentAttr::get(type.getContext(), batched ? 0 : size,
                         batched ? size : 0);
}

ExtentAttr kernel::add(ExtentAttr a, ExtentAttr b) {
  return ExtentAttr::get(a.getContext(), a.getFixed() + b.getFixed(),
                         a.getPerExample() + b.getPerExample());
}

ExtentAttr kernel::getTraffic(Operation *op) {
  ExtentAttr sum = ExtentAttr::get(op->getContext(), 0, 0);
  llvm::SmallPtrSet<Value, 8> seen;
  for (Value operand : op->getOperands())
    if (seen.insert(operand).second)
      sum = add(sum, getBytes(operand.getType()));
  for (Type result : op->getResultTypes())
    sum = add(sum, getBytes(result));
  return sum;
}

bool kernel::isIdentity(Region &region) {
  Block &block = region.front();
  if (block.getTerminator()->getNumOperands() != 1)
    return false;
  Value value = block.getTerminator()->getOperand(0);
  Type type = value.getType();
  // What becomes wider and then narrower again does not change.
  if (auto narrowed = value.getDefiningOp<arith::TruncFOp>())
    if (auto widened = narrowed.getIn().getDefiningOp<arith::ExtFOp>())
      value = widened.getIn();
  return value == block.getArgument(0) && value.getType() == type;
}

void kernel::buildIdentity(OpBuilder &builder, Location location,
                           Region &region, Type type) {
  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(&region, {}, type, location);
  YieldOp::create(builder, location, block->getArguments());
}

void kernel::roundYield(Region &region, unsigned index) {
  Operation *yield = region.front().getTerminator();
  OpBuilder builder(yield);
  yield->setOperand(index, arith::TruncFOp::create(builder, yield->getLoc(),
                                                   builder.getBF16Type(),
                                                   yield->getOperand(index)));
}

LogicalResult CallOp::verify() {
  if (getInPlace().size() != static_cast<int64_t>(getNumResults()))
    return emitOpError("says of ")
           << getInPlace().size() << " results, but has " << getNumResults();
  if (!llvm::all_of(getWorkspaces(), llvm::IsaPred<ExtentAttr>))
    return emitOpError("needs workspaces of #kernel.extent");
  return success();
}

LogicalResult LaunchOp::verify() {
  if (getSizes().size() != getBuffers().size() ||
      getReads() > getBuffers().size())
    return emitOpError("needs a size for each buffer, and reads some of them");
  return success();
}

LogicalResult ParallelOp::verify() {
  Block &block = getBody().front();
  auto bytes = MemRefType::get({ShapedType::kDynamic},
                               IntegerType::get(getContext(), 8));
  if (block.getNumArguments() != 2 ||
      !block.getArgument(0).getType().isIndex() ||
      block.getArgument(1).getType() != bytes)
    return emitOpError("needs a body that takes the index and ") << bytes;
  return success();
}
