// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// What expand-math makes of functions: all digits are those of double precision, from where the exponential is 0 to where it
// is infinite.
// CHECK-LABEL: @exponential
// CHECK: tensor<?x16xf32>: 0 0 1.80485e-35 1.92875e-22 0.367879 1 1.34986 2.71828 49.4025 4.85165e+08 1.65164e+38 3.32598e+38 inf inf 0 nan
func.func @exponential(%x: tensor<?x16xf32> {nn.value = dense<[[-100.0, -87.5, -80.0, -50.0, -1.0, -0.0, 0.3, 1.0, 3.9, 20.0, 88.0, 88.7,
                                                                88.8, 0x7F800000, 0xFF800000, 0x7FC00000]]> : tensor<1x16xf32>}) -> tensor<?x16xf32> {
  %0 = kernel.elementwise inputs(%x : tensor<?x16xf32>) domain tensor<?x16xf32>
      epilogue {
      ^bb0(%e: f32):
        %y = math.exp %e : f32
        kernel.yield %y : f32
      } -> tensor<?x16xf32>
  return %0 : tensor<?x16xf32>
}

// CHECK-LABEL: @error_function
// CHECK: tensor<?x16xf32>: -1 -1 -0.999593 -0.842701 -0.276326 -0.00112838 0 1.12838e-06 0.112463 0.5205 0.966105 0.999978 1 1 -1 nan
func.func @error_function(%x: tensor<?x16xf32> {nn.value = dense<[[-10.0, -3.93, -2.5, -1.0, -0.25, -1.0e-3, 0.0, 1.0e-6, 0.1, 0.5, 1.5, 3.0,
                                                                   4.5, 0x7F800000, 0xFF800000, 0x7FC00000]]> : tensor<1x16xf32>}) -> tensor<?x16xf32> {
  %0 = kernel.elementwise inputs(%x : tensor<?x16xf32>) domain tensor<?x16xf32>
      epilogue {
      ^bb0(%e: f32):
        %y = math.erf %e : f32
        kernel.yield %y : f32
      } -> tensor<?x16xf32>
  return %0 : tensor<?x16xf32>
}
