//===- ParameterUses.h - Who loads and stores a program's parameters ------===//

#ifndef ANABRANCH_COMPILER_FUSION_PARAMETERUSES_H
#define ANABRANCH_COMPILER_FUSION_PARAMETERUSES_H

#include "dialects/NN/NN.h"

namespace anabranch::fusion {

/// Whether an op only makes new values for parameters, or for what an optimizer
/// remembers of them.
inline bool isUpdate(mlir::Operation *op) {
  return !op->use_empty() &&
         llvm::all_of(op->getUsers(), llvm::IsaPred<nn::StoreOp>);
}

/// The loads and stores of each parameter in a block, found once: a network
/// may have thousands. They may move, but none may be added or erased.
class ParameterUses {
public:
  explicit ParameterUses(mlir::Block &block) {
    for (mlir::Operation &op : block)
      if (auto load = llvm::dyn_cast<nn::LoadOp>(op))
        loads[load.getParameterAttr()].push_back(load);
      else if (auto store = llvm::dyn_cast<nn::StoreOp>(op))
        stores[store.getParameterAttr()].push_back(store);
  }

  llvm::ArrayRef<nn::LoadOp> getLoads(mlir::Attribute parameter) const {
    auto found = loads.find(parameter);
    return found == loads.end() ? llvm::ArrayRef<nn::LoadOp>() : found->second;
  }
  llvm::ArrayRef<nn::StoreOp> getStores(mlir::Attribute parameter) const {
    auto found = stores.find(parameter);
    return found == stores.end() ? llvm::ArrayRef<nn::StoreOp>()
                                 : found->second;
  }

private:
  llvm::DenseMap<mlir::Attribute, llvm::SmallVector<nn::LoadOp, 1>> loads;
  llvm::DenseMap<mlir::Attribute, llvm::SmallVector<nn::StoreOp, 1>> stores;
};

} // namespace anabranch::fusion

#endif // ANABRANCH_COMPILER_FUSION_PARAMETERUSES_H
