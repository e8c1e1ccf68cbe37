export const modelTruths = async () => [];
