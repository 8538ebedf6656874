//===- ProgramPlanner.h - Places one program's tensors --------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_PROGRAMPLANNER_H
#define ANABRANCH_COMPILER_SCHEDULE_PROGRAMPLANNER_H

#include "compiler/Schedule/ArenaAllocator.h"
#include "dialects/Kernel/Kernel.h"
#include "dialects/NN/NN.h"
#include "runtime/Model.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <deque>

namespace anabranch::schedule {

/// The tensor that a value is, seen through reshapes, which share its memory.
mlir::Value getRoot(mlir::Value value);

/// What lies at the arena's start in all programs.
struct SharedPlaces {
  llvm::DenseMap<mlir::StringAttr, int64_t> parameters;
  llvm::SmallVector<int64_t> stepValues; ///< by nn::StepValueKind
  int64_t size = 0;                      ///< bytes, a multiple of the alignment
};

/// Plans one function's memory and turns it into a program.
class ProgramPlanner {
public:
  /// \param reuseDistance how many launches lie between the last that uses a
  /// buffer and the first that may use its place
  /// \param gap bytes behind each buffer; if there are any, no place is used
  /// again
  ProgramPlanner(mlir::func::FuncOp function, const SharedPlaces &shared,
                 int64_t reuseDistance, int64_t gap)
      : function(function), shared(shared), reuseDistance(reuseDistance),
        gap(gap), reserved(shared.size), builder(function) {}

  /// Also plans the function that computes this one's last arguments, if it has
  /// one: they lie behind the shared places for both.
  mlir::LogicalResult run();

private:
  mlir::LogicalResult planPreparation(mlir::func::FuncOp prepare);
  mlir::LogicalResult planFunction(unsigned inputCount);
  void findLastUses();
  mlir::LogicalResult plan(mlir::Operation *op);
  mlir::LogicalResult planCall(kernel::CallOp call);
  kernel::ExtentAttr getParameterPlace(mlir::FlatSymbolRefAttr parameter);
  nn::StoreOp findStore(kernel::CallOp call, mlir::OpResult result);
  /// Whether a value is read for the last time before the call writes a result,
  /// which it may do in place.
  bool isReadBefore(mlir::Value value, kernel::CallOp call, bool isInPlace);
  void allocate(mlir::Value value);
  void releaseIfDead(mlir::Value value, mlir::Operation *op);
  kernel::ExtentAttr allocateBytes(kernel::ExtentAttr size);
  void releaseBytes(kernel::ExtentAttr place, kernel::ExtentAttr size);
  /// Frees the places that the next launch may use.
  void reclaim();
  kernel::ExtentAttr getPlace(mlir::Value value);
  kernel::PlacedTensorAttr getPlaced(mlir::Value value, mlir::StringAttr name);
  kernel::ExtentAttr getExtent(int64_t fixedPart, int64_t perExample);
  void rebase(kernel::ProgramOp program, int64_t start);

  mlir::func::FuncOp function;
  const SharedPlaces &shared;
  int64_t reuseDistance, gap;
  int64_t reserved; ///< bytes at the start that are never released
  mlir::OpBuilder builder;
  ArenaAllocator fixed{ANABRANCH_ALIGNMENT, gap};
  /// A gap for each example.
  ArenaAllocator batched{ANABRANCH_ALIGNMENT, gap};
  llvm::DenseMap<mlir::Operation *, int64_t> order;
  llvm::DenseMap<mlir::Value, int64_t> lastUse;
  llvm::DenseMap<mlir::Value, kernel::ExtentAttr> places;
  /// By parameter.
  llvm::DenseMap<mlir::StringAttr, llvm::SmallVector<mlir::Value, 1>> loads;
  llvm::DenseSet<mlir::Value> owned;
  /// Places whose buffers are dead, in order, and the last launch that uses
  /// them.
  struct DeadPlace {
    int64_t launch;
    kernel::ExtentAttr place, size;
  };
  std::deque<DeadPlace> dead;
  int64_t launches = 0; ///< so far
};

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_PROGRAMPLANNER_H
