//===- PartitionModuleTest.cpp - Parts that compile beside each other -----===//

#include "compiler/Target/PartitionModule.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

using namespace mlir;
using namespace anabranch;

namespace {
// Two kernels share a body, one has a global, one neither.
constexpr const char *source = R"(
llvm.func @parallel_for(!llvm.ptr)
llvm.func @first() {
  %body = llvm.mlir.addressof @body : !llvm.ptr
  llvm.call @parallel_for(%body) : (!llvm.ptr) -> ()
  llvm.return
}
llvm.mlir.global internal constant @name("name")
llvm.func @named() -> !llvm.ptr {
  %name = llvm.mlir.addressof @name : !llvm.ptr
  llvm.return %name : !llvm.ptr
}
llvm.func internal @body() {
  llvm.return
}
llvm.func @second() {
  %body = llvm.mlir.addressof @body : !llvm.ptr
  llvm.call @parallel_for(%body) : (!llvm.ptr) -> ()
  llvm.return
}
llvm.func @alone() {
  llvm.return
}
)";

struct PartitionModuleTest : ::testing::Test {
  PartitionModuleTest() {
    context.loadDialect<LLVM::LLVMDialect>();
    module = parseSourceString<ModuleOp>(source, &context);
  }

  /// The names in each part.
  std::vector<std::string> partition(size_t count) {
    std::vector<std::string> parts;
    for (OwningOpRef<ModuleOp> &part :
         target::partitionModule(*module, count)) {
      EXPECT_TRUE(succeeded(verify(*part)));
      SmallVector<StringRef> names;
      for (Operation &op : part->getOps())
        names.push_back(SymbolTable::getSymbolName(&op));
      parts.push_back(llvm::join(names, " "));
    }
    return parts;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};
} // namespace

TEST_F(PartitionModuleTest, KeepsTogetherWhatRefersToEachOther) {
  EXPECT_EQ(partition(3),
            (std::vector<std::string>{"parallel_for first body second",
                                      "parallel_for name named",
                                      "parallel_for alone"}));
}

TEST_F(PartitionModuleTest, GivesMoreToTheSmallestPart) {
  EXPECT_EQ(partition(2),
            (std::vector<std::string>{"parallel_for first body second",
                                      "parallel_for name named alone"}));
}

TEST_F(PartitionModuleTest, MakesNoEmptyParts) {
  EXPECT_EQ(partition(16).size(), 3U);
  EXPECT_TRUE(partition(16).empty());
}
