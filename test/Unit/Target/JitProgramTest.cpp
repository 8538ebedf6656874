//===- JitProgramTest.cpp - Programs that write beyond their buffers ------===//

#include "compiler/Target/JitProgram.h"
#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/TargetMachine.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace mlir;
using namespace anabranch;

namespace {
/// A kernel that writes as many floats as its extent says, and two launches of
/// it with buffers of two an example. A parameter has no value.
constexpr const char *source = R"mlir(
  module attributes {kernel.step_values = array<i64: 128, 192, 256, 320>} {
    nn.parameter @p trainable : tensor<1xf32> = #nn.initializer<constant, 0.0, 0.0> {kernel.offset = 0 : i64}
    kernel.program @f inputs [] outputs [#kernel.placed<"" : tensor<?x2xf32> at <384 + 0 * batch>>, #kernel.placed<"" : tensor<1xf32> at <0 + 0 * batch>>]
        arena <384 + 192 * batch> {
      kernel.launch @fill extent <0 + 2 * batch> buffers [#kernel.extent<384 + 0 * batch>] sizes [#kernel.extent<0 + 8 * batch>]
        reads 0 operations <0 + 0 * batch> bytes <0 + 0 * batch>
      kernel.launch @fill extent <EXTENT + 2 * batch> buffers [#kernel.extent<384 + 64 * batch>] sizes [#kernel.extent<0 + 8 * batch>]
        reads 0 operations <0 + 0 * batch> bytes <0 + 0 * batch>
    }
    llvm.func @fill(%extent: i64, %buffers: !llvm.ptr) {
      %zero = llvm.mlir.constant(0 : i64) : i64
      %one = llvm.mlir.constant(1 : i64) : i64
      %number = llvm.mlir.constant(1.0 : f32) : f32
      %buffer = llvm.load %buffers : !llvm.ptr -> !llvm.ptr
      llvm.br ^loop(%zero : i64)
    ^loop(%i: i64):
      %place = llvm.getelementptr %buffer[%i] : (!llvm.ptr, i64) -> !llvm.ptr, f32
      llvm.store %number, %place : f32, !llvm.ptr
      %next = llvm.add %i, %one : i64
      %more = llvm.icmp "slt" %next, %extent : i64
      llvm.cond_br %more, ^loop(%next : i64), ^end
    ^end:
      llvm.return
    }
  }
)mlir";

struct JitProgramTest : ::testing::Test {
  JitProgramTest() {
    DialectRegistry registry;
    pipelines::registerDialects(registry);
    context.appendDialectRegistry(registry);
  }

  /// The program, whose second launch writes so many floats too many.
  std::unique_ptr<target::JitProgram> make(int64_t extent, int64_t batch) {
    std::string text = source;
    constexpr llvm::StringLiteral name = "EXTENT";
    text.replace(text.find(name), name.size(), std::to_string(extent));
    auto module = parseSourceString<ModuleOp>(text, &context);
    std::string error;
    machine = target::makeTargetMachine("native", error);
    return module && machine
               ? target::JitProgram::create(*module, "f", batch, *machine)
               : nullptr;
  }

  MLIRContext context;
  std::unique_ptr<llvm::TargetMachine> machine;
};

TEST_F(JitProgramTest, BuffersAreNaNsUntilTheyAreComputed) {
  std::unique_ptr<target::JitProgram> program = make(0, 3);
  ASSERT_TRUE(program);
  auto numbers = [&](size_t output) {
    llvm::MutableArrayRef<char> bytes =
        program->getBytes(program->getOutputs()[output]);
    return ArrayRef<float>(reinterpret_cast<const float *>(bytes.data()),
                           bytes.size() / sizeof(float))
        .vec();
  };
  for (float number : numbers(0))
    EXPECT_TRUE(std::isnan(number));
  EXPECT_TRUE(succeeded(program->run()));
  EXPECT_EQ(numbers(0), std::vector<float>(6, 1));
  EXPECT_EQ(numbers(1), std::vector<float>(1, 0));
}

TEST_F(JitProgramTest, FindsTheLaunchThatWritesTooMuch) {
  // Also of one more number, before the next buffer could begin.
  for (int64_t extent : {1, 5}) {
    std::vector<std::string> messages;
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      messages.push_back(diagnostic.str());
      for (Diagnostic &note : diagnostic.getNotes())
        messages.push_back(note.str());
    });
    std::unique_ptr<target::JitProgram> program = make(extent, 3);
    ASSERT_TRUE(program);
    EXPECT_TRUE(failed(program->run()));
    EXPECT_EQ(messages,
              (std::vector<std::string>{
                  "the kernel 'fill' writes beyond its buffers: byte 600 of "
                  "the arena has changed",
                  "buffer 0 has the bytes from 576 to 599"}));
  }
}
} // namespace
