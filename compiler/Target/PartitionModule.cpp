//===- PartitionModule.cpp - Parts that compile beside each other ---------===//

#include "compiler/Target/PartitionModule.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/IntEqClasses.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace anabranch;

static bool isDeclaration(Operation &op) {
  auto function = dyn_cast<LLVM::LLVMFuncOp>(op);
  return function && function.isExternal();
}

static size_t countOps(Operation *op) {
  size_t count = 0;
  op->walk([&](Operation *) { ++count; });
  return count;
}

/// Numbers the definitions so that those which refer to each other, directly or
/// not, have the same number.
static llvm::IntEqClasses findGroups(ArrayRef<Operation *> definitions) {
  llvm::DenseMap<StringAttr, unsigned> indices;
  for (auto [index, op] : llvm::enumerate(definitions))
    indices[SymbolTable::getSymbolName(op)] = index;
  llvm::IntEqClasses groups(definitions.size());
  for (auto [index, op] : llvm::enumerate(definitions)) {
    std::optional<SymbolTable::UseRange> uses = SymbolTable::getSymbolUses(op);
    assert(uses && "what LLVM's dialect refers to is known");
    for (SymbolTable::SymbolUse use : *uses) {
      auto found = indices.find(use.getSymbolRef().getRootReference());
      if (found != indices.end())
        groups.join(index, found->second);
    }
  }
  groups.compress();
  return groups;
}

/// A part for each group: the largest ones first, each to the part that has
/// least.
static SmallVector<size_t> distribute(ArrayRef<size_t> sizes, size_t count) {
  SmallVector<size_t> order =
      llvm::to_vector(llvm::seq<size_t>(0, sizes.size()));
  llvm::stable_sort(order,
                    [&](size_t a, size_t b) { return sizes[a] > sizes[b]; });
  SmallVector<size_t> loads(count), parts(sizes.size());
  for (size_t group : order) {
    size_t *least = llvm::min_element(loads);
    parts[group] = least - loads.begin();
    *least += sizes[group];
  }
  return parts;
}

std::vector<OwningOpRef<ModuleOp>> target::partitionModule(ModuleOp module,
                                                           size_t count) {
  SmallVector<Operation *> declarations, definitions;
  for (Operation &op : module.getOps())
    (isDeclaration(op) ? declarations : definitions).push_back(&op);
  llvm::IntEqClasses groups = findGroups(definitions);
  SmallVector<size_t> sizes(groups.getNumClasses());
  for (auto [index, op] : llvm::enumerate(definitions))
    sizes[groups[index]] += countOps(op);
  count = std::min(count, sizes.size());
  SmallVector<size_t> partOf = distribute(sizes, count);

  std::vector<OwningOpRef<ModuleOp>> parts;
  for (size_t part = 0; part < count; ++part) {
    parts.push_back(ModuleOp::create(module.getLoc()));
    for (Operation *op : declarations)
      parts.back()->push_back(op->clone());
  }
  for (auto [index, op] : llvm::enumerate(definitions)) {
    ModuleOp part = *parts[partOf[groups[index]]];
    op->moveBefore(part.getBody(), part.getBody()->end());
  }
  return parts;
}
