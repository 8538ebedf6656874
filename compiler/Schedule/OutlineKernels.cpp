//===- OutlineKernels.cpp - One function for each distinct kernel ---------===//

#include "compiler/Schedule/CUDA/DeviceWorkspace.h"
#include "compiler/Schedule/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"

namespace anabranch::schedule {
#define GEN_PASS_DEF_OUTLINEKERNELSPASS
#include "compiler/Schedule/Passes.h.inc"
} // namespace anabranch::schedule

using namespace mlir;
using namespace anabranch;
using kernel::Broadcast;
using kernel::ExtentAttr;
using kernel::KernelOpInterface;
using kernel::LaunchUnit;

/// Elements of `shape` as an extent: per example if the first is dynamic.
static ExtentAttr getCount(MLIRContext *context, ArrayRef<int64_t> shape) {
  bool batched = !shape.empty() && ShapedType::isDynamic(shape.front());
  int64_t count = 1;
  for (int64_t size : shape.drop_front(batched ? 1 : 0))
    count *= size;
  return ExtentAttr::get(context, batched ? 0 : count, batched ? count : 0);
}

namespace {
/// The domain a kernel has once outlined, and the extent of its launch.
struct Domain {
  RankedTensorType type;
  ExtentAttr extent;
};
} // namespace

static Domain getOutlinedDomain(KernelOpInterface op) {
  MLIRContext *context = op.getContext();
  RankedTensorType domain = op.getDomain();
  ArrayRef<int64_t> shape = domain.getShape();
  Type element = domain.getElementType();
  switch (op.getLaunchUnit()) {
  case LaunchUnit::Once:
    return {domain, ExtentAttr::get(context, 1, 0)};
  case LaunchUnit::Example:
    return {domain, ExtentAttr::get(context, 0, 1)};
  case LaunchUnit::Slice:
    return {domain, getCount(context, shape.take_front())};
  case LaunchUnit::Row:
    return {
        RankedTensorType::get({ShapedType::kDynamic, shape.back()}, element),
        getCount(context, shape.drop_back())};
  case LaunchUnit::Element:
    return {RankedTensorType::get({ShapedType::kDynamic}, element),
            getCount(context, shape)};
  }
  llvm_unreachable("all units are above");
}

/// The memref that stands for a tensor which is read or written over the
/// domain.
static MemRefType getMemRef(ShapedType type, KernelOpInterface op,
                            const Domain &domain) {
  Type element = type.getElementType();
  if (domain.type == op.getDomain())
    return MemRefType::get(type.getShape(), element);
  switch (
      kernel::getBroadcast(type, op.getDomain()).value_or(Broadcast::Channel)) {
  case Broadcast::Element:
    return MemRefType::get(domain.type.getShape(), element);
  case Broadcast::Row:
    return MemRefType::get({ShapedType::kDynamic, 1}, element);
  default:
    return MemRefType::get(type.getShape(), element);
  }
}

/// A readable name: the anchor and the shape it runs over.
static std::string getBaseName(KernelOpInterface op, const Domain &domain) {
  std::string name = op->getName().stripDialect().str();
  for (int64_t size : domain.type.getShape())
    if (!ShapedType::isDynamic(size))
      name += (name.back() >= '0' && name.back() <= '9' ? "x" : "_") +
              std::to_string(size);
  return name;
}

/// Moves a copy of the kernel into a function that takes the extent and then
/// every operand, result and workspace as memrefs.
static func::FuncOp makeFunction(KernelOpInterface op, const Domain &domain,
                                 const schedule::Workspace &workspace) {
  OpBuilder builder(op.getContext());
  Location loc = builder.getUnknownLoc();
  SmallVector<Type> types{builder.getIndexType()};
  for (Value operand : op->getOperands())
    types.push_back(getMemRef(cast<ShapedType>(operand.getType()), op, domain));
  for (Type result : op->getResultTypes())
    types.push_back(getMemRef(cast<ShapedType>(result), op, domain));
  auto bytes = MemRefType::get({ShapedType::kDynamic}, builder.getI8Type());
  types.append(workspace.size(), bytes);

  auto function =
      func::FuncOp::create(loc, "kernel", builder.getFunctionType(types, {}));
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  ValueRange arguments(entry->getArguments());
  unsigned operands = op->getNumOperands();
  OperationState state(loc, op->getName());
  state.addOperands(arguments.drop_front());
  state.addAttributes(op->getAttrs());
  // Equal kernels may have come from different ones.
  state.attributes.erase("unfused_bytes");
  state.attributes.set("domainType", TypeAttr::get(domain.type));
  state.attributes.set(
      kernel::ElementwiseOp::getOperandSegmentSizeAttr(),
      builder.getDenseI32ArrayAttr(
          {static_cast<int32_t>(op.getLhs().size()),
           static_cast<int32_t>(op.getRhs().size()),
           static_cast<int32_t>(op.getInputs().size()),
           static_cast<int32_t>(op.getFinalizerInputs().size()),
           static_cast<int32_t>(arguments.size() - 1 - operands)}));
  for (Region &region : op->getRegions())
    region.cloneInto(state.addRegion(), *std::make_unique<IRMapping>());
  Operation *moved = builder.create(state);
  moved->walk([&](Operation *inner) { inner->setLoc(loc); });
  func::ReturnOp::create(builder, loc);
  return function;
}

/// Additions and multiplications: the anchor's, and the epilogue's code per
/// element.
static ExtentAttr countOperations(KernelOpInterface op) {
  MLIRContext *context = op.getContext();
  ExtentAttr elements = getCount(context, op.getDomain().getShape());
  auto perElement =
      static_cast<int64_t>(op.getEpilogue().front().getOperations().size()) - 1;
  return ExtentAttr::get(context, elements.getFixed() * perElement,
                         elements.getPerExample() * perElement +
                             op.getAnchorOperations());
}

namespace {
struct OutlineKernelsPass
    : schedule::impl::OutlineKernelsPassBase<OutlineKernelsPass> {
  using OutlineKernelsPassBase::OutlineKernelsPassBase;

  void runOnOperation() override {
    unit = {vectorBytes, vectorRegisters, cacheBytes, amx};
    SmallVector<KernelOpInterface> worklist;
    getOperation().walk([&](KernelOpInterface op) { worklist.push_back(op); });
    for (KernelOpInterface op : worklist)
      outline(op);
  }

private:
  /// Calls the op's function, made on first sight. Kernels are equal if their
  /// functions print alike.
  void outline(KernelOpInterface op) {
    Domain domain = getOutlinedDomain(op);
    schedule::Workspace workspace =
        device ? schedule::getDeviceWorkspace(op, {warpgroups, sharedBytes})
               : schedule::getWorkspace(op, unit);
    func::FuncOp function = makeFunction(op, domain, workspace);
    std::string text;
    llvm::raw_string_ostream stream(text);
    function.print(stream, OpPrintingFlags().useLocalScope());
    auto [entry, isNew] = functions.try_emplace(text);
    if (isNew) {
      std::string name = getBaseName(op, domain);
      unsigned &count = names[name];
      function.setName(name + "_" + std::to_string(count++));
      function.setPrivate();
      getOperation().push_back(function);
      entry->second = FlatSymbolRefAttr::get(function.getSymNameAttr());
    } else {
      function.erase();
    }
    OpBuilder builder(op);
    auto call =
        kernel::CallOp::create(builder, op.getLoc(), op->getResultTypes(),
                               entry->second, op->getOperands(), domain.extent,
                               getWorkspaces(domain.extent, workspace),
                               countOperations(op), getInPlace(op));
    op->replaceAllUsesWith(call);
    op->erase();
  }

  /// For each result whether it may have the place of what the epilogue reads.
  /// Sums and what is made of them come last.
  DenseBoolArrayAttr getInPlace(KernelOpInterface op) const {
    SmallVector<bool> inPlace(op->getNumResults(), true);
    std::fill_n(inPlace.begin(), op.getStoredCount(),
                op.isStoredInPlace(/*onGPU=*/device));
    return DenseBoolArrayAttr::get(op.getContext(), inPlace);
  }

  /// The sizes of a launch's workspace buffers.
  static ArrayAttr getWorkspaces(ExtentAttr extent,
                                 const schedule::Workspace &workspace) {
    MLIRContext *context = extent.getContext();
    SmallVector<Attribute> sizes;
    for (const schedule::WorkspaceBuffer &buffer : workspace) {
      int64_t fixed = buffer.perExtent * extent.getFixed();
      int64_t perExample = buffer.perExtent * extent.getPerExample();
      // A batch has one example or more, so what is fixed fits in either part.
      (perExample != 0 ? perExample : fixed) += buffer.fixed;
      sizes.push_back(ExtentAttr::get(context, fixed, perExample));
    }
    return ArrayAttr::get(context, sizes);
  }

  schedule::VectorUnit unit;
  llvm::StringMap<FlatSymbolRefAttr> functions;
  llvm::StringMap<unsigned> names;
};
} // namespace
