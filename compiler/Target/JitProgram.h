//===- JitProgram.h - Runs a program in this process ----------------------===//

#ifndef ANABRANCH_COMPILER_TARGET_JITPROGRAM_H
#define ANABRANCH_COMPILER_TARGET_JITPROGRAM_H

#include "compiler/Target/ArenaGaps.h"
#include "dialects/Kernel/Kernel.h"
#include "dialects/NN/NN.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Target/TargetMachine.h"

namespace anabranch::target {

/// A compiled program with its arena, for tests: what the executable's runtime
/// does, one batch at a time. Parameters that have no values are zeros, and all
/// else NaNs before it is computed. No launch may change what lies between the
/// buffers, which is little unless memory was planned with gaps.
class JitProgram {
public:
  /// Compiles `module` (the LLVM dialect, with programs), and keeps the program
  /// of the given name, prepared. Null after a diagnostic.
  static std::unique_ptr<JitProgram> create(mlir::ModuleOp module,
                                            llvm::StringRef program,
                                            int64_t batchSize,
                                            llvm::TargetMachine &machine);

  /// A tensor's memory for this batch size.
  llvm::MutableArrayRef<char> getBytes(kernel::PlacedTensorAttr tensor);

  llvm::ArrayRef<kernel::PlacedTensorAttr> getInputs() const { return inputs; }
  llvm::ArrayRef<kernel::PlacedTensorAttr> getOutputs() const {
    return outputs;
  }

  /// The runtime's numbers of a step, see nn.step_value; as f64 if the program
  /// computes in double precision.
  void setStepValues(double learningRate, double iteration, bool isDouble);

  /// Runs every launch once. Fails after a diagnostic if one writes beyond its
  /// buffers.
  mlir::LogicalResult run() { return run(main); }

private:
  JitProgram() = default;
  int64_t getNumber(kernel::ExtentAttr extent) const {
    return extent.getFixed() + extent.getPerExample() * batchSize;
  }
  ArenaRange getRange(kernel::ExtentAttr place, kernel::ExtentAttr size) const {
    return {getNumber(place), getNumber(place) + getNumber(size)};
  }
  void makeArena(kernel::ProgramOp program, kernel::ProgramOp preparation);
  void addParameter(nn::ParameterOp parameter);
  void addStepValues(mlir::ModuleOp module);

  struct Launch {
    mlir::LocationAttr location;
    std::string name;
    void (*kernel)(int64_t, char *const *);
    int64_t extent;
    std::vector<ArenaRange> buffers;
    std::vector<char *> addresses;
  };
  struct Steps {
    std::vector<Launch> launches;
    ArenaGaps gaps;
  };
  Steps getSteps(kernel::ProgramOp program);
  mlir::LogicalResult findKernels(Steps &steps);
  static mlir::LogicalResult run(Steps &steps);

  std::unique_ptr<llvm::orc::LLJIT> jit;
  int64_t batchSize = 0;
  std::vector<char> storage;
  llvm::MutableArrayRef<char> arena;
  std::vector<ArenaRange> shared; ///< parameters, and the numbers of a step
  Steps main;
  std::vector<int64_t> stepValues;
  std::vector<kernel::PlacedTensorAttr> inputs, outputs;
};

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_JITPROGRAM_H
