import { createRoot } from "react-dom/client";
import { Products } from "./Products";

const root = document.getElementById("root");
if (root) createRoot(root).render(<Products api={import.meta.env.VITE_API_URL} />);
