//===- Pipelines.h - The compiler's stages as pass pipelines --------------===//

#ifndef ANABRANCH_COMPILER_PIPELINES_PIPELINES_H
#define ANABRANCH_COMPILER_PIPELINES_PIPELINES_H

#include "compiler/Schedule/CPU/VectorUnit.h"
#include "compiler/Schedule/CUDA/DeviceUnit.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassManager.h"

#include <set>
#include <string>

namespace anabranch::pipelines {

/// The fusions that are on, by their names on the command line.
class FusionList {
public:
  /// All of them.
  FusionList();
  /// Parses "all", "none" or a comma-separated list; on an unknown name returns
  /// nothing and sets `error`.
  static std::optional<FusionList> parse(llvm::StringRef text,
                                         std::string &error);
  bool contains(llvm::StringRef name) const {
    return names.count(name.str()) != 0;
  }
  /// As it would be written on the command line.
  std::string str() const;

private:
  std::set<std::string> names;
};

/// What the code runs on.
enum class Target { CPU, CUDA };

/// What images are stored as between kernels, and convolutions multiply.
enum class Precision { F32, BF16 };

/// What every tool that compiles can be told.
struct CompileOptions {
  Target target = Target::CPU;
  Precision precision = Precision::F32;
  FusionList fusions;
  /// Of convolutions: "auto", or what `choose-algorithm` takes.
  std::string algorithm = "auto";
  int64_t gap = 0; ///< bytes behind each buffer, for tests
  schedule::VectorUnit vectorUnit;
  schedule::DeviceUnit deviceUnit;
};

/// Registers all dialects, and the interfaces' external models.
void registerDialects(mlir::DialectRegistry &registry);

/// A model as imported -> train, evaluate and predict functions with gradients.
void buildTrainPipeline(mlir::OpPassManager &manager);

/// nn functions -> kernels on tensors, fused.
void buildFusionPipeline(mlir::OpPassManager &manager,
                         const CompileOptions &options);

/// Kernels on tensors -> programs, and one function per distinct kernel.
void buildSchedulePipeline(mlir::OpPassManager &manager,
                           const CompileOptions &options);

/// Kernel functions -> parallel loops over vectors.
void buildVectorPipeline(mlir::OpPassManager &manager,
                         const CompileOptions &options);

/// Those -> the LLVM dialect. Programs and parameters stay.
void buildLLVMPipeline(mlir::OpPassManager &manager);

/// Kernel functions -> functions of the host that launch, and of the GPU.
void buildGPUPipeline(mlir::OpPassManager &manager,
                      const CompileOptions &options);

/// Those -> the LLVM and NVVM dialects. Programs and parameters stay.
void buildNVVMPipeline(mlir::OpPassManager &manager);

} // namespace anabranch::pipelines

#endif // ANABRANCH_COMPILER_PIPELINES_PIPELINES_H
