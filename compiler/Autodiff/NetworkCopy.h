//===- NetworkCopy.h - A program's copy of the network --------------------===//

#ifndef ANABRANCH_COMPILER_AUTODIFF_NETWORKCOPY_H
#define ANABRANCH_COMPILER_AUTODIFF_NETWORKCOPY_H

#include "dialects/NN/NN.h"

#include "mlir/IR/IRMapping.h"

namespace anabranch::autodiff {

/// Copies the network's ops into a program, each as what it means in training
/// or otherwise. Parameters are loaded once.
class NetworkCopy {
public:
  /// \param builder at the program's end
  NetworkCopy(mlir::OpBuilder &builder, bool training)
      : builder(builder), training(training) {}

  /// Copies one op, and maps its results to the copy's.
  void clone(mlir::Operation &op, mlir::IRMapping &mapping);

  /// A parameter's value, after what training has done to it so far.
  mlir::Value load(mlir::Location loc, mlir::FlatSymbolRefAttr parameter,
                   mlir::Type type);

  /// The activity regularizations, which have no copy, and what they measure.
  using Activity = std::pair<nn::ActivityRegularizationOp, mlir::Value>;
  llvm::ArrayRef<Activity> getActivities() const { return activities; }

private:
  mlir::Value drop(nn::DropoutOp op, mlir::Value input);
  mlir::Value normalize(nn::BatchNormalizationOp op, mlir::Value input);

  mlir::OpBuilder &builder;
  bool training;
  llvm::DenseMap<mlir::StringAttr, mlir::Value> loaded;
  /// Of moving statistics.
  llvm::DenseMap<mlir::StringAttr, nn::StoreOp> stores;
  int64_t maskCount = 0;
  llvm::SmallVector<Activity> activities;
};

} // namespace anabranch::autodiff

#endif // ANABRANCH_COMPILER_AUTODIFF_NETWORKCOPY_H
